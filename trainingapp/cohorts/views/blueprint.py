"""The blueprint that the pages of classes share."""

from flask import Blueprint

blueprint = Blueprint("cohorts", __name__)
