"""Forms of sites, itineraries and seats, and what phones send."""

from trainingapp.visits.forms.boarding import read_counts
from trainingapp.visits.forms.itinerary import VisitForm
from trainingapp.visits.forms.seats import read_seats, read_version
from trainingapp.visits.forms.sites import SiteForm

__all__ = ["SiteForm", "VisitForm", "read_counts", "read_seats", "read_version"]
