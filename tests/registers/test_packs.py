"""一班一档: every paper and every scan in its numbered folder, what is missing in its table of contents."""

import re
from io import BytesIO
from threading import Event
from zipfile import ZipFile

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import Factory
from tests.registers.packed import begin, pack_of, wait
from tests.registers.word_papers import picture
from trainingapp.accounts.terms import Role
from trainingapp.assessment.models import Scan
from trainingapp.assessment.operations import add_scan
from trainingapp.assessment.terms import ScanKind
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import Stage
from trainingapp.registers.rules.filing import FOLDERS, name_apart

UNFIT = re.compile(r'[\x00-\x1f<>:"|?*\\]|[ .](?:/|$)')
PDF = b"%PDF-1.4 signed"


def contents_of(archive: bytes) -> list[tuple[object, ...]]:
    """Return the rows of its table of contents, the folder of each filled in."""
    content = ZipFile(BytesIO(archive)).read("目录.xlsx")
    rows = [row[:4] for row in openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
    folder: object = None
    filled: list[tuple[object, ...]] = []
    for first, *others in rows[rows.index(("文件夹", "材料", "文件", "还缺什么")) + 1 :]:
        folder = first or folder
        filled.append((folder, *others))
    return filled


def scan(make: Factory, cohort: Cohort, kind: ScanKind, name: str, content: bytes = PDF) -> None:
    """Upload a paper of the class's file."""
    add_scan(make.user(Role.ORGANISER).actor(), cohort, kind=kind, content=content, file_name=name)


def test_scans_and_photographs_lie_in_their_folders_beside_the_papers(make: Factory) -> None:
    cohort = make.cohort()
    scan(make, cohort, ScanKind.SIGN_IN, "扫描.pdf")
    for content in (picture(), picture(200)):
        scan(make, cohort, ScanKind.PHOTOGRAPH, "合影.png", content)

    archive = pack_of(make.organiser_client(), cohort)

    names = ZipFile(BytesIO(archive)).namelist()
    uploaded = [name for name in names if name.endswith((".pdf", ".png"))]
    assert sorted(uploaded) == [
        "04 签到考勤/有签名的签到表 扫描.pdf", "09 简报照片/培训照片 合影(2).png", "09 简报照片/培训照片 合影.png",
    ]  # fmt: skip
    assert ("04 签到考勤", "有签名的签到表", "有签名的签到表 扫描.pdf", "齐全") in contents_of(archive)
    assert sorted({name.split("/")[0] for name in names if "/" in name}) == sorted(FOLDERS)


def test_table_of_contents_says_what_nobody_uploaded_yet_and_what_is_gone(make: Factory) -> None:
    cohort = make.cohort()
    scan(make, cohort, ScanKind.PLAN, "方案.pdf")
    lost = {"digest": "0" * 64, "media_type": "image/png", "size": 1, "added_by": "组织者"}
    make.add(Scan(cohort_id=cohort.id, kind=ScanKind.PHOTOGRAPH, file_name="合影.png", **lost))

    rows = contents_of(pack_of(make.organiser_client(), cohort))

    told = {row[1]: row[3] for row in rows if row[2] is None}
    assert (told["开班议程"], "培训方案" in told) == ("还没有上传开班议程，请在“考核 → 结班”里上传", False)
    assert told["培训照片"] == "培训照片 合影.png：文件不见了或已损坏，请从备份恢复"


def test_same_data_on_the_same_day_give_the_same_bytes_and_names_that_windows_takes(make: Factory) -> None:
    cohort = make.cohort(formal_name='甲/乙<班>:"第一期"|*?')
    make.enrolment(cohort, "陈甲")
    make.session(cohort, title="群众/工作: 方法?")
    scan(make, cohort, ScanKind.OTHER, "CON.pdf")
    client = make.organiser_client()

    first, second = pack_of(client, cohort), pack_of(client, cohort)

    names = ZipFile(BytesIO(first)).namelist()
    assert first == second
    assert [name for name in names if UNFIT.search(name) or len(name) > 120] == []
    assert len({name.casefold() for name in names}) == len(names)


@given(st.lists(st.sampled_from(["合影.jpg", "合影.JPG", "合影(2).jpg", "合影", "方案.pdf"])))
def test_names_are_kept_apart_for_windows_too(names: list[str]) -> None:
    apart = name_apart(names)

    assert len({name.casefold() for name in apart}) == len(apart) == len(names)
    assert [name.rpartition(".")[2] for name in apart if "." in name] == [
        name.rpartition(".")[2] for name in names if "." in name
    ]


def test_file_is_complete_only_once_the_class_is_closed(make: Factory) -> None:
    open_class = make.cohort()
    closed = make.cohort(stage=Stage.CLOSED)
    client = make.organiser_client()

    told = [
        [str(row) for row in contents_of(pack_of(client, cohort)) if "结班归档" in row]
        for cohort in (open_class, closed)
    ]

    assert (len(told[0]), "一班一档不算完整" in told[0][0], told[1]) == (1, True, [])


def test_second_start_joins_the_first_and_nobody_else_finds_it(make: Factory, held: Event) -> None:
    cohort = make.cohort()
    client, other = make.organiser_client(), make.organiser_client()

    first, second, foreign = begin(client, cohort), begin(client, cohort), begin(other, cohort)

    assert (first == second, first == foreign) == (True, False)
    assert "等候打包" in client.get(first).get_data(as_text=True)
    assert "正在打包…" in client.get(f"/classes/{cohort.public_id}/papers").get_data(as_text=True)
    assert [other.get(address).status_code for address in (first, f"{first}/file")] == [404, 404]
    assert client.get(f"{first}/file").status_code == 404
    held.set()
    wait(client, first)
    wait(other, foreign)
    page = client.get(first).get_data(as_text=True)
    assert ("下载" in page, "保留半小时" in page) == (True, True)
    again = begin(client, cohort)
    wait(client, again)
    assert again != first


def test_pack_holds_what_its_owner_may_have(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort, "陈甲", person=make.person("陈甲", phone="19900000001"))
    teacher = make.client(make.user(Role.CLASS_TEACHER, cohort_id=cohort.id))

    names = [ZipFile(BytesIO(pack_of(one, cohort))).namelist() for one in (make.organiser_client(), teacher)]

    assert ["讲课费签收单" in "".join(one) for one in names] == [True, False]
