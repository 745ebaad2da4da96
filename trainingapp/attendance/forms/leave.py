"""HTTP input of leave: a request, an approver's word, the return."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FileField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from trainingapp.attendance.models import Leave
from trainingapp.attendance.operations import REASON_LENGTH, Upload, has_begun
from trainingapp.attendance.terms import LeaveKind, Status
from trainingapp.core.clock import now
from trainingapp.core.fields import EnumField, RowField, RowsField
from trainingapp.core.forms import ChineseForm
from trainingapp.core.times import show_span
from trainingapp.timetable.models import Session

NOTE_LENGTH = 200


class TraineeForm(ChineseForm):
    """Whose leave it is."""

    trainee = RowField("学员", blank="请选择")


class LeaveForm(ChineseForm):
    """A request for leave: sessions, not whole days."""

    kind = EnumField("请假类别", LeaveKind)
    sessions = RowsField("请假的课（可选几次）")
    reason = TextAreaField("事由", [InputRequired("请填写请假事由"), Length(max=REASON_LENGTH)])
    confidential = BooleanField("事由只给审批人看")
    attachment = FileField("附件（可不传；JPG、PNG 或 PDF，最大 5 MB）")

    def offer(self, sessions: Sequence[Session], words: Mapping[Status, str]) -> None:
        """Offer these sessions, and the kinds by the class's words."""
        self.kind.choices = [SelectChoice(kind.value, words[kind.status]) for kind in LeaveKind]
        moment = now()
        self.sessions.offer(sessions, lambda session: _session_label(session, begun=has_begun(session, moment)))

    @property
    def upload(self) -> Upload | None:
        """The attached file, if any."""
        storage = self.attachment.data
        return Upload(storage.filename, storage.read()) if storage and storage.filename else None

    def values(self) -> dict[str, Any]:
        """Return what request_leave takes."""
        return {
            "kind": self.kind.member,
            "sessions": self.sessions.chosen,
            "reason": self.reason.data,
            "confidential": self.confidential.data,
            "upload": self.upload,
        }


def _session_label(session: Session, *, begun: bool) -> str:
    clock = show_span(session.starts_at, session.ends_at)
    return f"{session.label}（{clock}）{'，已开始，算补假' if begun else ''}"


class DecisionForm(ChineseForm):
    """An approver's word."""

    note = StringField("意见", [Length(max=NOTE_LENGTH)])
    leader = StringField("哪位领导的意见", [Length(max=60)])


class EndForm(ChineseForm):
    """Why a leave is withdrawn, or what is to be said on the return."""

    note = StringField("说明", [Length(max=NOTE_LENGTH)])


class ReturnForm(EndForm):
    """The return from leave: which of its sessions the trainee came to after all."""

    attended = RowsField("提前回来上了的课（没有就不选）")

    def offer(self, leave: Leave) -> None:
        """Offer the sessions of the leave."""
        self.attended.offer([row.session for row in leave.sessions], lambda session: session.label)
