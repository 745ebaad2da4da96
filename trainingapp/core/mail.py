"""Sending a mail through the office's own server; it knows nothing of what the mail says."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage

from trainingapp.core.terms import LabelledEnum

PATIENCE = 10
"""Seconds to wait for the server."""


class Security(LabelledEnum):
    """How the way to the mail server is kept from being read."""

    TLS = "tls", "加密（SSL/TLS）"
    STARTTLS = "starttls", "加密（STARTTLS）"
    NONE = "none", "不加密（只限本单位内网）"


@dataclass(frozen=True)
class Server:
    """A mail server and how one signs in to it; without a login nobody signs in."""

    host: str
    port: int
    security: Security
    login: str = ""
    password: str = ""


@dataclass(frozen=True)
class Letter:
    """One mail: every reader gets it, and none sees the addresses of the others."""

    sender: str
    sender_name: str
    to: Sequence[str]
    subject: str
    text: str


class NotSent(Exception):  # noqa: N818 - it reads as a sentence, as core.errors does
    """A mail that did not go out, or not to everybody, with the reason for a person."""


def send(server: Server, letter: Letter) -> None:
    """Send a letter. Raises NotSent with what a person can mend."""
    try:
        with _connect(server) as connection:
            refused = connection.send_message(_message(letter), to_addrs=list(letter.to))
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent("发信账号或密码不对") from error
    except smtplib.SMTPRecipientsRefused as error:
        raise NotSent(f"这些地址都被拒收：{'、'.join(error.recipients)}") from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"邮件服务器没有接受（{error.smtp_code}）") from error
    except ssl.SSLCertVerificationError as error:
        raise NotSent("邮件服务器的证书不受信任，没有发出密码和邮件。请系统管理员在本机装上它的签发证书") from error
    except ssl.SSLError as error:
        raise NotSent("和邮件服务器的加密连接没有建立，请核对加密方式和端口") from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"连不上邮件服务器 {server.host}:{server.port}") from error
    if refused:
        raise NotSent(f"其他人已发出，这些地址被拒收：{'、'.join(refused)}")


@contextmanager
def _connect(server: Server) -> Iterator[smtplib.SMTP]:
    """Open the way to the server as its settings say, and sign in."""
    trust = ssl.create_default_context()
    if server.security is Security.TLS:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=trust)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    with connection:
        if server.security is Security.STARTTLS:
            connection.starttls(context=trust)
        if server.login:
            connection.login(server.login, server.password)
        yield connection


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = Address(letter.sender_name, addr_spec=letter.sender)
    message["To"] = Address(letter.sender_name, addr_spec=letter.sender)
    message.set_content(letter.text)
    return message
