"""The office's further papers as LibreOffice prints them: pages, repeated headings, nothing cut, classes of every size.

A class of 29 is printed in every run; the empty one, one trainee, 100 and 300 in the campaign.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.provision.parts import require_part
from tests.registers import forms_and_plans, office_papers
from tests.registers.printing import POINTS_PER_MM, Page, cell_letters, measure_heights, print_workbooks
from trainingapp.registers.sheets.appraisals import build_appraisals
from trainingapp.registers.sheets.boarding import build_boarding
from trainingapp.registers.sheets.contacts import build_contacts
from trainingapp.registers.sheets.evaluations import build_evaluations
from trainingapp.registers.sheets.grouping import build_groups
from trainingapp.registers.sheets.leave_slips import build_leave_slips
from trainingapp.registers.sheets.lecture_fees import build_lecture_fees
from trainingapp.registers.sheets.ledger import build_ledger
from trainingapp.registers.sheets.monthly import build_monthly
from trainingapp.registers.sheets.quotas import build_quotas
from trainingapp.registers.sheets.reply import build_reply
from trainingapp.registers.sheets.seating import build_seating
from trainingapp.registers.sheets.signin_grid import build_signin_grid

pytestmark = pytest.mark.serial

EVERY_DAY = 29
CAMPAIGN = (0, 1, 100, 300)
FORMS = {"leave", "appraisals", "seating"}
"""Papers of forms begin their pages themselves; tables flow on."""
MARGIN = 9.5 * POINTS_PER_MM


@dataclass(frozen=True)
class Paper:
    """A paper of a class of any size, letters that stand on every page of it, and its pages for 29."""

    build: Callable[[int], bytes]
    everywhere: str
    pages: int


PAPERS = {
    "contacts": Paper(lambda size: build_contacts(office_papers.make_contacts(size)), "联系电话", 2),
    "reply": Paper(lambda size: build_reply(office_papers.make_reply(size)), "政治面貌", 3),
    "quotas": Paper(lambda size: build_quotas(office_papers.make_quotas(size)), "名额", 2),
    "signin_grid": Paper(lambda size: build_signin_grid(office_papers.make_signin_grid(size)), "上午", 2),
    "groups": Paper(lambda size: build_groups(office_papers.make_groups(size)), "组长", 1),
    "ledger": Paper(lambda size: build_ledger(office_papers.make_ledger(size)), "人次", 4),
    "leave": Paper(lambda size: build_leave_slips(forms_and_plans.make_leave_slips(size // 10)), "累计请假", 2),
    "appraisals": Paper(lambda size: build_appraisals(forms_and_plans.make_appraisals(size)), "自我鉴定", 29),
    "boarding": Paper(lambda size: build_boarding(forms_and_plans.make_boarding(size)), "", 2),
    "seating": Paper(lambda size: build_seating(forms_and_plans.make_seating(size)), "主席台", 1),
    "evaluations": Paper(lambda size: build_evaluations(forms_and_plans.make_evaluations(size)), "", 6),
    "fees": Paper(lambda size: build_lecture_fees(forms_and_plans.make_lecture_fees(size)), "签收", 3),
    "monthly": Paper(lambda size: build_monthly(forms_and_plans.make_monthly(size)), "", 3),
}


def check_pages(workbooks: Mapping[str, bytes], printed: Mapping[str, list[Page]]) -> None:
    """Check every page: A4, its number, its heading, nothing beyond the margins, and no letter lost."""
    for name, pages in printed.items():
        everywhere = PAPERS[name.split("-")[0]].everywhere
        for number, page in enumerate(pages, 1):
            assert sorted((round(page.width), round(page.height))) == [595, 842], name
            assert f"第{number}页" in page.text, name
            assert f"共{len(pages)}页" in page.text, name
            assert not set(everywhere) - set(page.text), f"{name} 第{number}页"
            assert all(word.left >= MARGIN and word.right <= page.width - MARGIN for word in page.words), name
            assert "###" not in page.text, name
        letters = sum((page.letters for page in pages), start=type(pages[0].letters)())
        assert not cell_letters(workbooks[name]) - letters, name


def print_all(workbooks: Mapping[str, bytes], folder: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """Return the pages of workbooks, if this machine can print."""
    for part in ("libreoffice", "poppler", "fonts"):
        require_part(part)
    return print_workbooks(workbooks, folder.mktemp("printed"))


@pytest.fixture(scope="module")
def workbooks() -> dict[str, bytes]:
    """Return every paper for a class of 29."""
    return {f"{name}-{EVERY_DAY}": paper.build(EVERY_DAY) for name, paper in PAPERS.items()}


@pytest.fixture(scope="module")
def printed(workbooks: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """Return their pages."""
    return print_all(workbooks, tmp_path_factory)


def test_papers_take_no_more_pages_than_they_must(printed: Mapping[str, list[Page]]) -> None:
    expected = {f"{name}-{EVERY_DAY}": paper.pages for name, paper in PAPERS.items()}
    assert {name: len(pages) for name, pages in printed.items()} == expected


def test_every_page_is_whole(workbooks: Mapping[str, bytes], printed: Mapping[str, list[Page]]) -> None:
    check_pages(workbooks, printed)


@pytest.mark.campaign
def test_every_cell_is_high_enough_for_its_text(
    workbooks: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    require_part("libreoffice")

    heights = measure_heights(workbooks, tmp_path_factory.mktemp("heights"))

    assert len(heights) > 300
    assert [height for height in heights if height.needed > height.given + 0.5] == []


@pytest.mark.campaign
@pytest.mark.parametrize("name", PAPERS)
def test_papers_of_every_size_are_whole(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    made = {f"{name}-{size}": PAPERS[name].build(size) for size in CAMPAIGN}

    printed = print_all(made, tmp_path_factory)

    check_pages(made, printed)
    assert len(printed[f"{name}-0"]) <= 2
    if name in FORMS:
        for key, content in made.items():
            sheets = load_workbook(BytesIO(content)).worksheets
            assert len(printed[key]) == sum(len(sheet.row_breaks.brk) + 1 for sheet in sheets), key
