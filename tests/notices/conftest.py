"""A mail server of the tests' own: enough SMTP to take a letter, refuse readers, sign in, and speak TLS both ways."""

import socketserver
import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.provision.servers import running
from trainingapp.core.mail import Security

LOGIN, PASSWORD = "office", "right-password"


@dataclass
class Inbox:
    """What a mail server took: each letter with the addresses it was for."""

    port: int = 0
    refused: frozenset[str] = frozenset()
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    #: What has been said on an encrypted line, and who has signed in.
    encrypted: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: "MailServer"

    def handle(self) -> None:
        """Answer one command after another until the other side leaves."""
        self.readers: list[str] = []
        if self.server.security is Security.TLS:
            self._encrypt()
        self._say("220 test")
        while line := self.rfile.readline().decode("ascii").strip():
            if isinstance(self.connection, ssl.SSLSocket):
                self.server.inbox.encrypted.append(line.split()[0].upper())
            if line.upper() == "QUIT":
                self._say("221 bye")
                return
            self._answer(line)

    def finish(self) -> None:
        """Close the line, encrypted or not."""
        super().finish()
        self.connection.close()

    def _answer(self, line: str) -> None:
        command = line.upper()
        if command.startswith("RCPT TO:"):
            self._take_reader(line[8:].strip(" <>").split(">")[0])
        elif command == "DATA":
            self._say("354 go on")
            self._take_letter()
        elif command.startswith("AUTH"):
            self._sign_in(line.rsplit(maxsplit=1)[-1])
        elif command == "STARTTLS":
            self._say("220 go on")
            self._encrypt()
        else:
            self._say("\r\n".join(self._greeting()) if command.startswith("EHLO") else "250 fine")

    def _greeting(self) -> list[str]:
        offers = self.server.security is Security.STARTTLS and not isinstance(self.connection, ssl.SSLSocket)
        return ["250-test", *(["250-STARTTLS"] if offers else []), "250 AUTH PLAIN"]

    def _encrypt(self) -> None:
        """Speak TLS from here on."""
        assert self.server.trust is not None
        self.connection = self.server.trust.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def _sign_in(self, proof: str) -> None:
        if b64decode(proof).decode().split("\0")[1:] == [LOGIN, PASSWORD]:
            self.server.inbox.signed_in.append(LOGIN)
            self._say("235 welcome")
        else:
            self._say("535 wrong")

    def _take_reader(self, address: str) -> None:
        if address in self.server.inbox.refused:
            self._say("550 nobody here")
        else:
            self.readers.append(address)
            self._say("250 fine")

    def _take_letter(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), _class=EmailMessage, policy=policy.default)
        self.server.inbox.taken.append((self.readers, letter))
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """A server on a free port of this machine."""

    daemon_threads = True
    inbox: Inbox
    security = Security.NONE
    trust: ssl.SSLContext | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that left when it did not trust the certificate."""


@contextmanager
def mail_server(security: Security = Security.NONE, trust: ssl.SSLContext | None = None) -> Iterator[Inbox]:
    """Run a mail server; what it takes is in the inbox."""
    with MailServer(("127.0.0.1", 0), Talk) as server:
        server.inbox = Inbox(server.server_address[1])
        server.security, server.trust = security, trust
        with running(server):
            yield server.inbox


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """Return what a running mail server takes; its port is `inbox.port`."""
    with mail_server() as found:
        yield found


@dataclass
class Certificate:
    """A certificate made by itself for this machine, and the file by which a client comes to trust it."""

    file: Path
    trust: ssl.SSLContext


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """Make a certificate that nobody trusts yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.org")])
    begun = datetime.now(UTC) - timedelta(hours=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, keys = tmp_path / "certificate.pem", tmp_path / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    keys.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(file, keys)
    return Certificate(file, trust)
