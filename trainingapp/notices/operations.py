"""Acts on notices: sending a draft that was reviewed, leaving it, reading and confirming it, the mail settings."""

from collections.abc import Sequence

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.core.mail import Letter, Security, Server
from trainingapp.notices import queries
from trainingapp.notices.models import MailSettings, Notice, NoticeReader, Told
from trainingapp.notices.rules import Draft
from trainingapp.notices.terms import Channel, MailState

NO_SERVER = "还没有设置发信邮箱。请系统管理员在“发信设置”里填好，或者先用“复制”发到微信、短信"


def send_notice(
    actor: Actor, cohort: Cohort, *, seal: str, text: str, channel: Channel, addresses: Sequence[str] = ()
) -> Notice:
    """Put a reviewed draft on record as sent, with the words that the actor made of it.

    `seal` is that of the draft as the actor saw it: raises Stale when things have changed since, or somebody else has
    settled it. A mail leaves after the commit; raises Refused for one without addresses or without a server.
    """
    draft = _find_draft(cohort, seal)
    if channel is Channel.MAIL:
        _refuse_unsendable(addresses)
    notice = Notice(
        cohort_id=cohort.id,
        kind=draft.kind,
        occasion=draft.occasion,
        whom=draft.whom,
        text=text.strip() or draft.text,
        channel=channel,
        user_id=actor.user_id,
        sent_by=actor.name,
        mail_state=MailState.WAITING if channel is Channel.MAIL else None,
        readers=[NoticeReader(enrolment_id=trainee) for trainee in draft.affected],
    )
    notice.addresses = list(addresses)
    db.session.add(notice)
    _remember(cohort, draft)
    db.session.flush()
    told = Changes(after={"text": notice.text, "channel": channel.label, "addresses": len(addresses)})
    audit.record(actor, "notice.sent", notice, told)
    return notice


def leave_notice(actor: Actor, cohort: Cohort, *, seal: str) -> Draft:
    """Send nothing about a draft: people know already. Raises Stale as `send_notice` does."""
    draft = _find_draft(cohort, seal)
    _remember(cohort, draft)
    db.session.flush()
    audit.record(actor, "notice.left", cohort, Changes(after={"occasion": draft.occasion, "whom": draft.whom}))
    return draft


def _find_draft(cohort: Cohort, seal: str) -> Draft:
    draft = next((one for one in queries.drafts_of(cohort) if one.seal == seal), None)
    if draft is None:
        raise Stale("这条通知草稿已经变了，或者别人刚刚处理过，没有发出。请看过现在的草稿再发")
    return draft


def _remember(cohort: Cohort, draft: Draft) -> None:
    told = queries.find_told(cohort, draft.kind, draft.key)
    if told is None:
        told = Told(cohort_id=cohort.id, kind=draft.kind, key=draft.key)
        db.session.add(told)
    told.state = dict(draft.told)


def _refuse_unsendable(addresses: Sequence[str]) -> None:
    if not addresses:
        raise Refused("请填收件人的邮箱地址，一行一个")
    if queries.mail_settings() is None:
        raise Refused(NO_SERVER)


def send_again(actor: Actor, notice: Notice) -> None:
    """Let a mail that did not go out be sent once more. Raises Refused for any other notice."""
    if notice.mail_state is not MailState.FAILED:
        raise Refused("这条通知不用重发")
    _refuse_unsendable(notice.addresses)
    changed = changes.apply(notice, mail_state=MailState.WAITING, mail_fault="")
    audit.record(actor, "notice.sent", notice, changed)


def letter_of(notice: Notice) -> tuple[Server, Letter]:
    """Return the mail of a notice and the server that takes it. Raises Refused without a server."""
    settings = queries.mail_settings()
    if settings is None:
        raise Refused(NO_SERVER)
    server = Server(settings.host, settings.port, settings.security, settings.login, settings.password)
    subject = f"{notice.cohort.short_name}{notice.kind.label}通知"
    return server, Letter(settings.sender, settings.sender_name, notice.addresses, subject, notice.text)


def settle_mail(notice: Notice, fault: str = "") -> None:
    """Keep what became of a mail; no fault means that the server took it."""
    notice.mail_state = MailState.FAILED if fault else MailState.SENT
    notice.mail_fault = fault[:300]
    db.session.flush()


def mark_read(reader: NoticeReader) -> None:
    """Keep that a trainee has opened a notice: the first time counts. The row itself tells who and when."""
    reader.read_at = reader.read_at or now()
    db.session.flush()


def confirm_notice(reader: NoticeReader) -> None:
    """Keep that a trainee has said 知道了: the first time counts."""
    mark_read(reader)
    reader.confirmed_at = reader.confirmed_at or now()
    db.session.flush()


def set_mail_settings(actor: Actor, *, password: str | None, **values: object) -> MailSettings:
    """Set the office's mail server; a password of None stays as it is.

    Raises Refused for a password on a way that anybody can read.
    """
    settings = queries.mail_settings() or MailSettings()
    changed = changes.apply(settings, **values)
    if password is not None:
        settings.password = password
    if settings.login and settings.security is Security.NONE:
        raise Refused("不加密的连接不能带账号和密码，请改用加密，或把账号留空")
    db.session.add(settings)
    db.session.flush()
    audit.record(actor, "mail.settings_changed", settings, changed)
    return settings
