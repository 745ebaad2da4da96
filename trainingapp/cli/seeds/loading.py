"""One programme's file, from reading it to the one row that it leaves in the trail."""

from collections.abc import Mapping

import yaml

from trainingapp.accounts import operations as accounts
from trainingapp.accounts import queries as account_queries
from trainingapp.accounts.models import Office
from trainingapp.accounts.terms import system_actor
from trainingapp.audit import operations as audit
from trainingapp.cli.seeds.classes import add_cohort, add_trainees
from trainingapp.cli.seeds.followup import add_followup
from trainingapp.cli.seeds.learning import add_learning
from trainingapp.cli.seeds.library import add_library, add_programme
from trainingapp.cli.seeds.plans import add_course_plan
from trainingapp.cli.seeds.records import add_attendance, add_scores
from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cli.seeds.sessions import add_release, add_sessions
from trainingapp.cli.seeds.year_plans import add_year_plan
from trainingapp.core import places
from trainingapp.core.changes import Changes
from trainingapp.core.errors import Refused
from trainingapp.core.scope import office_scope

SUFFIX = ".yaml"
LOADED_BY = "示例数据"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where PyYAML was built with it: ten times as fast."""


def available_programmes() -> list[str]:
    """Return the codes of the programmes that can be loaded, newest first."""
    codes = (path.stem for path in places.SEEDS.glob(f"*{SUFFIX}"))
    return sorted(codes, key=lambda code: code.rsplit("-", 1)[-1], reverse=True)


def read_programme(code: str) -> Entry:
    """Return what a programme's file says; refuses one that is not there."""
    path = places.SEEDS / f"{code}{SUFFIX}"
    if not path.is_file():
        raise Refused(f"没有示例项目“{code}”")
    content: Entry = yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506 - a safe one, see there
    return content


def load_programme(code: str) -> Mapping[str, int]:
    """Add what is missing of one programme; return how many rows were added, by table."""
    content = read_programme(code)
    office = _office(content["office"])
    with office_scope(office.id):
        rows = Rows()
        programme = add_programme(rows, content["programme"])
        add_library(rows, content)
        cohort = add_cohort(rows, content, programme)
        add_year_plan(rows, cohort, programme, content.get("year_plan"))
        trainees = add_trainees(rows, cohort, content.get("trainees", {}))
        sessions = add_sessions(rows, cohort, content.get("sessions", []))
        add_course_plan(rows, cohort, sessions, content)
        add_release(rows, cohort)
        add_attendance(rows, sessions, trainees, content.get("attendance"))
        add_scores(rows, cohort, trainees, content.get("assessment"))
        add_learning(rows, cohort, sessions, trainees, content)
        add_followup(rows, cohort, trainees, content.get("followup"))
        if rows.added:
            added = Changes(after=dict(rows.added))
            audit.record(system_actor(office.id, LOADED_BY), "seed.loaded", programme, added, cohort_id=cohort.id)
            rows.flush()
    return rows.added


def _office(entry: Entry) -> Office:
    return account_queries.find_office(entry["code"]) or accounts.add_office(**entry)
