"""Pages on a phone."""

from trainingapp.portal.views import check_in, entering, feeds, leave, training
from trainingapp.portal.views.blueprint import blueprint

__all__ = ["blueprint", "check_in", "entering", "feeds", "leave", "training"]
