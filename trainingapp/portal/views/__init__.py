"""Pages on a phone."""

from trainingapp.portal.views import branch, check_in, entering, feeds, leave, training
from trainingapp.portal.views.blueprint import blueprint

__all__ = ["blueprint", "branch", "check_in", "entering", "feeds", "leave", "training"]
