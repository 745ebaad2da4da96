"""What the routes of the trail ask for."""

from trainingapp.accounts.permissions import Permission

ROUTES = {"audit.trail": Permission.AUDIT_VIEW}
