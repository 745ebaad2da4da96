"""通讯录: who is in the class and how to reach them, portrait. It serves the class while it runs, and says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from trainingapp.core.columns import Column, Row
from trainingapp.registers.sheets.lists import ListSheet, build_list
from trainingapp.registers.sheets.parts import Heading, Office, SignOff
from trainingapp.registers.sheets.roster import NO_TRAINEES

CONTACT_KEYS = ("number", "name", "organisation", "post", "phone")
"""The columns of the roster's list that a contact list shows: the least that is needed."""
FOR_THIS_CLASS = "注：仅供本班培训期间联系使用，请勿转发、公开。"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSheet(Generic[Row]):
    """A contact list to be printed; ``columns`` are those of the roster with these keys, phones in full."""

    heading: Heading
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    notes: Sequence[str] = (FOR_THIS_CLASS,)
    closing: Sequence[SignOff] = ()
    office: Office = Office()


def build_contacts(contacts: ContactSheet[Row]) -> bytes:
    """Return the contact list's workbook."""
    return build_list(
        ListSheet(
            name="通讯录",
            heading=contacts.heading,
            columns=contacts.columns,
            rows=contacts.rows,
            notes=contacts.notes,
            closing=contacts.closing,
            empty=NO_TRAINEES,
            office=contacts.office,
        )
    )
