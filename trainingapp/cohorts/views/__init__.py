"""Pages of classes: the list, a class's home, its trainees, its groups."""

from trainingapp.cohorts.views import classes, groups, trainees
from trainingapp.cohorts.views.blueprint import blueprint

__all__ = ["blueprint", "classes", "groups", "trainees"]
