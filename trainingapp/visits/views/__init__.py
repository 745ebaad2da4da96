"""Pages of sites and visits."""

from trainingapp.visits.views import boarding, itineraries, seats, sites
from trainingapp.visits.views.blueprint import blueprint

__all__ = ["blueprint", "boarding", "itineraries", "seats", "sites"]
