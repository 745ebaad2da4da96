"""Writing workbooks that print as papers.

``Book`` makes worksheets (``Sheet``); a sheet is written from top to bottom: ``title``, ``line``,
``heading``, ``rows``, ``note``, ``sign_off``; a form that is no table is drawn of boxes: ``draw``.
"""

from trainingapp.core.excel.writing.book import Book
from trainingapp.core.excel.writing.boxes import Box
from trainingapp.core.excel.writing.measure import POINTS_PER_MM
from trainingapp.core.excel.writing.paper import Paper
from trainingapp.core.excel.writing.safe import safe_file_name
from trainingapp.core.excel.writing.sheet import BODY_HEIGHT, SIGNING_HEIGHT, Sheet
from trainingapp.core.excel.writing.styles import BODY, FIELD, HEAD, LABEL, LINE, NOTE, WINDOWS_FONTS, Fonts, Look

__all__ = [
    "BODY",
    "BODY_HEIGHT",
    "FIELD",
    "HEAD",
    "LABEL",
    "LINE",
    "NOTE",
    "POINTS_PER_MM",
    "SIGNING_HEIGHT",
    "WINDOWS_FONTS",
    "Book",
    "Box",
    "Fonts",
    "Look",
    "Paper",
    "Sheet",
    "safe_file_name",
]
