"""Pages of accounts: the list, one account, a new one, the accounts of a class, those of branches."""

from trainingapp.access.views import accounts, classes, contacts, opening
from trainingapp.access.views.blueprint import blueprint

__all__ = ["accounts", "blueprint", "classes", "contacts", "opening"]
