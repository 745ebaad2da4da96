"""Sending a mail: every reader gets it, none sees the others, and what goes wrong is said in words."""

import pytest

from tests.notices.conftest import LOGIN, PASSWORD, Certificate, Inbox, mail_server
from trainingapp.core.mail import Letter, NotSent, Security, Server, send

LETTER = Letter(
    "office@example.org", "示例党建办", ("a@example.org", "b@example.org"), "课表通知", "各位学员：\n.改到下午"
)


def server_of(inbox: Inbox, security: Security = Security.NONE, **values: str) -> Server:
    """Return the test's own server."""
    return Server("127.0.0.1", inbox.port, security, **values)


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


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_letter_and_password_go_over_an_encrypted_line(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch, security: Security
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))

    with mail_server(security, certificate.trust) as inbox:
        send(server_of(inbox, security, login=LOGIN, password=PASSWORD), LETTER)

    assert (inbox.signed_in, [readers for readers, _letter in inbox.taken]) == ([LOGIN], [list(LETTER.to)])
    assert {"AUTH", "MAIL", "DATA"} <= set(inbox.encrypted)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_server_whose_certificate_nobody_vouches_for_gets_neither_password_nor_letter(
    certificate: Certificate, security: Security
) -> None:
    with mail_server(security, certificate.trust) as inbox:
        with pytest.raises(NotSent, match="证书不受信任"):
            send(server_of(inbox, security, login=LOGIN, password=PASSWORD), LETTER)

        assert (inbox.signed_in, inbox.taken, inbox.encrypted) == ([], [], [])


def test_right_password_signs_in(inbox: Inbox) -> None:
    send(server_of(inbox, login=LOGIN, password=PASSWORD), LETTER)

    assert (inbox.signed_in, len(inbox.taken)) == ([LOGIN], 1)


def test_plain_server_where_tls_is_set_is_said(inbox: Inbox) -> None:
    with pytest.raises(NotSent, match="加密连接没有建立"):
        send(server_of(inbox, Security.TLS), LETTER)

    assert inbox.taken == []
