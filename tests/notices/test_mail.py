"""Sending a mail: every reader gets it, none sees the others, and what goes wrong is said in words."""

import pytest

from tests.notices.conftest import Inbox
from trainingapp.core.mail import Letter, NotSent, Security, Server, send

LETTER = Letter(
    "office@example.org", "示例党建办", ("a@example.org", "b@example.org"), "课表通知", "各位学员：\n.改到下午"
)


def server_of(inbox: Inbox, **values: str) -> Server:
    """Return the test's own server."""
    return Server("127.0.0.1", inbox.port, Security.NONE, **values)


def test_letter_reaches_every_reader_and_shows_no_other(inbox: Inbox) -> None:
    send(server_of(inbox), LETTER)

    ((readers, letter),) = inbox.taken
    assert readers == ["a@example.org", "b@example.org"]
    assert (letter["Subject"], letter["To"], letter.get_content().splitlines()) == (
        "课表通知",
        "示例党建办 <office@example.org>",
        ["各位学员：", ".改到下午"],
    )


def test_refused_reader_is_named_and_the_others_get_it(inbox: Inbox) -> None:
    inbox.refused = frozenset({"a@example.org"})

    with pytest.raises(NotSent, match=r"其他人已发出，这些地址被拒收：a@example\.org"):
        send(server_of(inbox), LETTER)

    assert [readers for readers, _letter in inbox.taken] == [["b@example.org"]]


def test_letter_that_everybody_refuses_is_not_sent(inbox: Inbox) -> None:
    inbox.refused = frozenset(LETTER.to)

    with pytest.raises(NotSent, match="都被拒收"):
        send(server_of(inbox), LETTER)

    assert inbox.taken == []


def test_wrong_password_is_said(inbox: Inbox) -> None:
    with pytest.raises(NotSent, match="账号或密码不对"):
        send(server_of(inbox, login="office", password="wrong"), LETTER)


def test_server_that_is_not_there_is_said() -> None:
    with pytest.raises(NotSent, match=r"连不上邮件服务器 127\.0\.0\.1:1"):
        send(Server("127.0.0.1", 1, Security.NONE), LETTER)


def test_server_without_encryption_gets_nothing_where_it_is_wanted(inbox: Inbox) -> None:
    with pytest.raises(NotSent):
        send(Server("127.0.0.1", inbox.port, Security.STARTTLS), LETTER)

    assert inbox.taken == []
