"""What the routes of people ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {
    "people.list_people": Permission.PEOPLE_VIEW,
    "people.add_person": Permission.PEOPLE_EDIT,
    "people.person": Permission.PEOPLE_EDIT,
    "people.reveal": Permission.PEOPLE_EDIT,
    "people.list_organisations": Permission.LIBRARY_VIEW,
    "people.add_organisation": Permission.LIBRARY_EDIT,
    "people.organisation": Permission.LIBRARY_EDIT,
}
