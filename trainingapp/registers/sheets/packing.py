"""Files that depend on their content alone: the same data on the same day give the same bytes."""

import re
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PROPERTIES = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
FIRST_ZIP_YEAR = 1980


def settle(workbook: bytes, on: date) -> bytes:
    """Return a workbook with this day as the time of its making; a clock would change its bytes with every export."""
    moment = f"{on.isoformat()}T00:00:00Z".encode()
    with ZipFile(BytesIO(workbook)) as archive:
        parts = [(part.filename, archive.read(part)) for part in archive.infolist()]
    settled = (
        (name, _MOMENT.sub(rb"\g<1>" + moment + rb"\g<2>", content) if name == PROPERTIES else content)
        for name, content in parts
    )
    return pack(settled, on)


def pack(files: Iterable[tuple[str, bytes]], on: date) -> bytes:
    """Return a zip of files by name, all of this day."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = ZipInfo(name, (max(on.year, FIRST_ZIP_YEAR), on.month, on.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16  # readable where the zip is unpacked on Linux
            archive.writestr(entry, content)
    return stream.getvalue()
