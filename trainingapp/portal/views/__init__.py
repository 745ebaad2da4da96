"""Pages on a phone."""

from trainingapp.portal.views import leave, training
from trainingapp.portal.views.blueprint import blueprint

__all__ = ["blueprint", "leave", "training"]
