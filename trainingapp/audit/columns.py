"""The one list of columns of a trail."""

from collections.abc import Sequence

from trainingapp.audit.queries import Act
from trainingapp.core.columns import Align, Column

ACTS: Sequence[Column[Act]] = (
    Column("moment", "时间", lambda act: f"{act.moment:%Y-%m-%d %H:%M}", width=16),
    Column("who", "谁", lambda act: act.event.actor_name, width=10, align=Align.LEFT),
    Column("verb", "做了什么", lambda act: act.verb, width=14, align=Align.LEFT),
    Column("subject", "对象", lambda act: act.event.subject_label, width=24, align=Align.LEFT),
    Column("lines", "改动", lambda act: "\n".join(line.text for line in act.lines), width=40, align=Align.LEFT),
    Column("reason", "理由", lambda act: act.event.reason, width=20, align=Align.LEFT),
)
