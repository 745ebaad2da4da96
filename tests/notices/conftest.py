"""A mail server of the tests' own: enough SMTP to take a letter, to refuse some readers and every password."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest


@dataclass
class Inbox:
    """What a mail server took: each letter with the addresses it was for."""

    port: int = 0
    refused: frozenset[str] = frozenset()
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: "MailServer"

    def handle(self) -> None:
        """Answer one command after another until the other side leaves."""
        self.readers: list[str] = []
        self._say("220 test")
        while line := self.rfile.readline().decode("ascii").strip():
            if line.upper() == "QUIT":
                self._say("221 bye")
                return
            self._answer(line)

    def _answer(self, line: str) -> None:
        command = line.upper()
        if command.startswith("RCPT TO:"):
            self._take_reader(line[8:].strip(" <>").split(">")[0])
        elif command == "DATA":
            self._say("354 go on")
            self._take_letter()
        elif command.startswith("AUTH"):
            self._say("535 wrong")
        else:
            self._say("250-test\r\n250 AUTH PLAIN" if command.startswith("EHLO") else "250 fine")

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


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """Return what a running mail server takes; its port is `inbox.port`."""
    with MailServer(("127.0.0.1", 0), Talk) as server:
        server.inbox = Inbox(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.inbox
        server.shutdown()
        thread.join()
