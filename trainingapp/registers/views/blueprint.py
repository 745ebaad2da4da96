"""The blueprint that the pages of papers and of rosters on their way in share."""

from flask import Blueprint

blueprint = Blueprint("registers", __name__)
