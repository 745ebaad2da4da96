"""Pages of curriculum."""

from flask import Blueprint

blueprint = Blueprint("curriculum", __name__)
