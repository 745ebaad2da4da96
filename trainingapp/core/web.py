"""The web shell: one commit per request, security headers, and errors in the user's words."""

import logging
import mimetypes
import secrets
import sqlite3
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO

from flask import Flask, Response, flash, g, jsonify, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from trainingapp.core.connections import SAFE_METHODS
from trainingapp.core.database import db
from trainingapp.core.errors import Reason, Refused, Stale

CONTENT_SECURITY_POLICY = "; ".join(  # noqa: FLY002 - one directive a line
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
"""For style sheets and scripts, whose address changes with their content."""
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MESSAGES = {
    HTTPStatus.NOT_FOUND: "没有这个页面，或者您看不到它",
    HTTPStatus.METHOD_NOT_ALLOWED: "这个地址不能这样访问",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "文件太大，最多 10 MB",
}
FAILED = "系统出错了，刚才的操作没有保存"
BUSY = "系统正忙，刚才的操作没有保存，请过几秒再试"
DISK_FULL = "服务器的磁盘满了，刚才的操作没有保存。请管理员腾出空间后再试"

log = logging.getLogger("trainingapp")


#: Windows may have these wrong in its registry, and `nosniff` would then block every script.
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def prepare(app: Flask) -> None:
    """Attach the shell to an application."""
    for ending, kind in TYPES.items():
        mimetypes.add_type(kind, ending)
    app.before_request(_name_request)
    app.after_request(_finish_transaction)
    app.after_request(_add_headers)
    app.register_error_handler(Refused, _show_refusal)
    app.register_error_handler(StaleDataError, _show_stale)
    app.register_error_handler(OperationalError, _show_operational)
    app.register_error_handler(IntegrityError, _show_integrity)
    app.register_error_handler(CSRFError, _show_csrf)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(Exception, _show_failure)


def _name_request() -> None:
    g.request_id = secrets.token_hex(6)


def after_commit(act: Callable[[], None]) -> None:
    """Let an act wait until what this request wrote is committed: messages leave then, never before.

    What the act writes itself is a transaction of its own. Nothing happens where the request is refused.
    """
    g.setdefault("waiting_acts", []).append(act)


def after_reading(count: Callable[[], None]) -> None:
    """Let something be counted once this reading request is answered, in a short transaction of its own.

    The count has to begin with its write, so that it waits for its turn; one that gets none is dropped, not the answer.
    """
    g.setdefault("waiting_counts", []).append(count)


def _count_readings() -> None:
    for count in g.pop("waiting_counts", []):
        try:
            count()
            db.session.commit()
        except OperationalError:
            db.session.rollback()


def _finish_transaction(response: Response) -> Response:
    """Commit what a successful writing request did; a reading one never writes, but for what is counted after it."""
    if request.method in SAFE_METHODS or response.status_code >= HTTPStatus.BAD_REQUEST:
        db.session.rollback()
        _count_readings()
        return response
    db.session.commit()
    for act in g.pop("waiting_acts", []):
        act()
        db.session.commit()
    return response


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    kept = request.endpoint == "static" and response.status_code < HTTPStatus.BAD_REQUEST
    response.headers["Cache-Control"] = KEPT_FOR_GOOD if kept else "no-store"
    return response


def send_attachment(content: bytes, *, media_type: str, file_name: str) -> Response:
    """Return a file as a download, whatever it holds; its name may be Chinese, which a plain header cannot carry."""
    return send_file(BytesIO(content), media_type, as_attachment=True, download_name=file_name, max_age=0)


def wants_json() -> bool:
    """Tell whether the caller is a script of the page and not a person's browser."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def flash_reason(reason: Reason, category: str) -> None:
    """Let the next page say a sentence with its ways out as links: as data, so that the page alone makes HTML of it."""
    flash(reason, category)  # type: ignore[arg-type]  # Flask keeps whatever JSON can hold


def show_reasons(status: int, *reasons: str | Reason) -> ResponseReturnValue:
    """Answer with the reasons, as a page or as JSON; nothing has been written."""
    db.session.rollback()
    if wants_json():
        told = [one if isinstance(one, Reason) else Reason(one) for one in reasons]
        ways = [[{"text": text, "url": url} for text, url in one.ways] for one in told]
        return jsonify(reasons=[one.text for one in told], ways=ways, request_id=g.get("request_id")), status
    page = render_template("layout/error.html", status=status, reasons=reasons, request_id=g.get("request_id"))
    return page, status


def _show_refusal(refused: Refused) -> ResponseReturnValue:
    return show_reasons(refused.status, *refused.reasons)


def _show_stale(_error: StaleDataError) -> ResponseReturnValue:
    return show_reasons(Stale.status, "别人刚刚改过同一条记录，您的修改没有保存。请刷新页面看过新内容再改")


def _show_operational(error: OperationalError) -> ResponseReturnValue:
    """Answer what the database could not do: busy may be tried again, a statement that it cannot read is our defect.

    SQLite reports both as operational errors and tells them apart by a code; PostgreSQL reports only the first so.
    """
    code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_BUSY)
    if code == sqlite3.SQLITE_ERROR:
        return _show_failure(error)
    log.warning("database unavailable, request %s: %s", g.get("request_id"), error.orig)
    g.failed = True
    return show_reasons(HTTPStatus.SERVICE_UNAVAILABLE, DISK_FULL if code == sqlite3.SQLITE_FULL else BUSY)


def _show_integrity(error: IntegrityError) -> ResponseReturnValue:
    log.warning("constraint, request %s: %s", g.get("request_id"), error.orig)
    return show_reasons(HTTPStatus.CONFLICT, "同样的记录已经存在，或者它还被别处用着，没有保存")


def _show_csrf(_error: CSRFError) -> ResponseReturnValue:
    return show_reasons(HTTPStatus.BAD_REQUEST, "页面已过期，没有保存。请刷新页面后再试")


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    return show_reasons(code, MESSAGES.get(HTTPStatus(code), FAILED))


def _show_failure(error: Exception) -> ResponseReturnValue:
    log.error("request %s failed", g.get("request_id"), exc_info=error)
    g.failed = True  # the error page asks nothing more of what has just failed
    return show_reasons(HTTPStatus.INTERNAL_SERVER_ERROR, FAILED)
