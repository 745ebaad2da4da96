"""The blueprint that every page of timetables hangs on."""

from flask import Blueprint

blueprint = Blueprint("timetable", __name__)
