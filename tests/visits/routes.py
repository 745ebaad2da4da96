"""What the routes of sites and visits ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "visits.list_sites": Permission.LIBRARY_VIEW,
    "visits.add_site": Permission.LIBRARY_EDIT,
    "visits.site": Permission.LIBRARY_EDIT,
    "visits.list_visits": Permission.COHORT_VIEW,
    "visits.paper": Permission.COHORT_VIEW,
    "visits.plan": Permission.VISIT_EDIT,
}
