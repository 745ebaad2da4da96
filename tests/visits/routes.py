"""What the routes of sites and visits ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "visits.list_sites": Permission.LIBRARY_VIEW,
    "visits.add_site": Permission.LIBRARY_EDIT,
    "visits.site": Permission.LIBRARY_EDIT,
    "visits.list_visits": Permission.COHORT_VIEW,
    "visits.paper": Permission.COHORT_VIEW,
    "visits.paper_with_phones": Permission.PERSONAL_EXPORT,
    "visits.plan": Permission.VISIT_EDIT,
    "visits.seats": Permission.VISIT_EDIT,
    "visits.set_seats": Permission.VISIT_EDIT,
    "visits.allot_seats": Permission.VISIT_EDIT,
    "visits.boarding": Permission.VISIT_COUNT,
    "visits.board": Permission.VISIT_COUNT,
    "visits.count_boarding": Permission.VISIT_COUNT,
    "visits.boarding_phones": Permission.VISIT_COUNT,
    "visits.boarding_record": Permission.COHORT_VIEW,
}
