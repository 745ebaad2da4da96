"""The demonstration as `start.py` makes it, served for a browser: the 2025 programme and one account per role."""

import atexit
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from playwright.sync_api import Page, expect

from tests.browser.pages import Serve
from tests.conftest import make_app
from trainingapp.accounts import queries as accounts
from trainingapp.cli.demo import OFFICE, make_demo_accounts
from trainingapp.cli.instance import bring_forward, load_programmes
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.core.scope import office_scope

PROGRAMME = "qinglan-2025"


@cache
def _made(*programmes: str) -> Path:
    """Make the demonstration of these programmes, once for all who take a copy; return its folder."""
    folder = Path(mkdtemp(prefix="demonstration-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app = make_app(folder, None)
    with app.app_context():
        bring_forward()
        load_programmes(programmes)
        db.session.commit()
        make_demo_accounts(folder / "demo-accounts.json")
        db.session.remove()
        db.engine.dispose()
    return folder


class Demonstration:
    """A served demonstration: its address and the passwords of its accounts."""

    def __init__(self, folder: Path, serve: Serve, *programmes: str) -> None:
        """Put the demonstration into an empty folder and serve it."""
        shutil.copytree(_made(*(programmes or (PROGRAMME,))), folder, dirs_exist_ok=True)
        self.app = app = make_app(folder, None)
        app.config["WTF_CSRF_ENABLED"] = True
        self.address = serve(app)
        accounts = json.loads((folder / "demo-accounts.json").read_text("utf-8"))
        self.passwords = {account["login"]: account["password"] for account in accounts}

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Act on the served data itself, in the demonstration's office; what is done is committed at the end."""
        with self.app.app_context():
            office = accounts.find_office(OFFICE)
            if office is None:
                raise NotFound(OFFICE)
            with office_scope(office.id):
                yield
                db.session.commit()
                db.session.remove()

    def sign_in(self, page: Page, login: str) -> None:
        """Sign in on a page."""
        page.goto(f"{self.address}/sign-in")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(self.passwords[login])
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("button", name="退出登录")).to_be_attached()

    def open_class(self, page: Page, name: str = "青蓝接力") -> str:
        """Open a class from the list and return its address."""
        page.goto(f"{self.address}/classes")
        page.get_by_role("link", name=name).first.click()
        expect(page.get_by_role("navigation", name="本班")).to_be_visible()
        page.wait_for_load_state("load")
        return page.url
