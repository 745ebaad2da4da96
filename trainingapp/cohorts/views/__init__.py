"""Pages of classes: the list, a class's home, its trainees, its groups."""

from trainingapp.cohorts.views import (
    arrivals,
    classes,
    committee,
    grouping,
    groups,
    nominating,
    plans,
    programmes,
    reviews,
    trainees,
)
from trainingapp.cohorts.views.blueprint import blueprint

__all__ = [
    "arrivals",
    "blueprint",
    "classes",
    "committee",
    "grouping",
    "groups",
    "nominating",
    "plans",
    "programmes",
    "reviews",
    "trainees",
]
