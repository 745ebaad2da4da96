"""Work that outlasts a request: done in a thread of its own, looked at by later requests, its file kept for a while.

Works live in this process alone and write nothing before their file is whole, so that whatever ends the process (Ctrl+C
too) ends them without a trace. The file has no name on the disk: the system removes it with the process.
"""

import logging
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from flask import current_app
from flask.ctx import AppContext

from trainingapp.core.connections import reading
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused
from trainingapp.core.ids import new_public_id
from trainingapp.core.progress import Progress, Tell
from trainingapp.core.scope import office_scope

AT_ONCE = 2
KEPT_SECONDS = 1800.0
FAILED = "系统出错了，没有做成；请再试一次，还不行就联系系统管理员"
GONE = "这份文件已经不在了：做好以后只保留半小时。请重新生成"

UNBEGUN = Progress(0, 0)

log = logging.getLogger("trainingapp")


class Made(NamedTuple):
    """A file that a work made: its name and its bytes."""

    name: str
    content: bytes


class Owner(NamedTuple):
    """For whom a work is done, and about what: nobody else finds it."""

    office_id: int
    user_id: int | None
    subject: str


@dataclass
class Work:
    """A work on its way, then its file or the reasons why there is none."""

    owner: Owner
    name: str = field(default_factory=new_public_id)
    progress: Progress = UNBEGUN
    running: bool = True
    ended: threading.Event = field(default_factory=threading.Event)
    file_name: str = ""
    size: int = 0
    reasons: Sequence[str] = ()
    file: IO[bytes] | None = None

    def tell(self, done: int, total: int) -> None:
        """Say how far it is."""
        self.progress = Progress(done, total)

    def keep(self, made: Made) -> None:
        """Keep what it made."""
        self.file_name, self.size = made.name, len(made.content)
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the work is forgotten
        self.file.write(made.content)

    def content(self) -> bytes:
        """Return what it made; raise NotFound where there is nothing."""
        with _lock:
            if self.file is None or self.file.closed:
                raise NotFound(GONE)
            self.file.seek(0)
            return self.file.read()


_lock = threading.Lock()
_places = threading.BoundedSemaphore(AT_ONCE)
_works: dict[str, Work] = {}


def start(owner: Owner, make: Callable[[Tell], Made], then: Callable[[], None]) -> Work:
    """Begin a work and return it, or the one that the same owner has running already.

    `make` only reads, in the owner's office; `then` writes in a transaction of its own that is committed, once the file
    is whole. A refusal is kept as the work's reasons. More than two at once wait for each other.
    """
    with _lock:
        running = next((work for work in _works.values() if work.owner == owner and work.running), None)
        if running is not None:
            return running
        work = Work(owner)
        _works[work.name] = work
    context = current_app.app_context()
    threading.Thread(target=_run, args=(context, work, make, then), name="work", daemon=True).start()
    return work


def ends_soon(work: Work) -> bool:
    """Wait a moment for a work and tell whether it has ended; what it writes need not wait for this request's turn."""
    db.session.rollback()
    return work.ended.wait(current_app.config["PATIENCE_SECONDS"])


def keep(owner: Owner, made: Made) -> Work:
    """Keep a file that this owner sent, until he has looked at what it would do; it is forgotten as a work's is."""
    work = Work(owner, running=False)
    work.keep(made)
    with _lock:
        _works[work.name] = work
    _forget_later(work)
    return work


def find(owner: Owner, name: str) -> Work:
    """Return a work of this owner; raise NotFound for another's, and for one that was forgotten."""
    with _lock:
        work = _works.get(name)
    if work is None or work.owner != owner:
        raise NotFound(GONE)
    return work


def latest(owner: Owner) -> Work | None:
    """Return the newest work of this owner that is not forgotten yet."""
    with _lock:
        return next((work for work in reversed(_works.values()) if work.owner == owner), None)


def forget(work: Work) -> None:
    """Remove a work and its file."""
    with _lock:
        _works.pop(work.name, None)
        if work.file is not None:
            work.file.close()


def _run(context: AppContext, work: Work, make: Callable[[Tell], Made], then: Callable[[], None]) -> None:
    with _places, context:
        try:
            work.keep(_do(work, make, then))
        except Refused as refused:
            work.reasons = refused.reasons
        except Exception:
            log.exception("work %s failed", work.name)
            work.reasons = (FAILED,)
        finally:
            work.running = False
            work.ended.set()
    _forget_later(work)


def _forget_later(work: Work) -> None:
    forgetting = threading.Timer(KEPT_SECONDS, forget, [work])
    forgetting.daemon = True
    forgetting.start()


def _do(work: Work, make: Callable[[Tell], Made], then: Callable[[], None]) -> Made:
    with office_scope(work.owner.office_id):
        with reading():
            made = make(work.tell)
            db.session.rollback()
        then()
        db.session.commit()
    return made
