"""The blueprint that every view of this subject hangs on."""

from flask import Blueprint

blueprint = Blueprint("followup", __name__)
