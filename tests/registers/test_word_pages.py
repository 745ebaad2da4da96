"""A class's Word papers on its pages: what they say, single certificates, photographs with captions."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

from docx import Document
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from tests.factories import Factory
from tests.factories.factory import FIRST_DAY
from tests.registers.word_papers import picture
from trainingapp.accounts.terms import Role
from trainingapp.assessment.models import Scan
from trainingapp.assessment.operations import add_scan
from trainingapp.assessment.terms import ScanKind
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import ClassRole, GroupRole
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form


def texts_of(client: FlaskClient, cohort: Cohort, kind: str, **fields: str) -> list[str]:
    """Return the texts of a Word paper that is handed out, those of its tables too."""
    made = Document(BytesIO(client.post(f"/classes/{cohort.public_id}/papers/{kind}", data=fields).get_data()))
    cells = [cell for table in made.tables for row in table.rows for cell in row.cells]
    return [one.text for place in (made, *cells) for one in place.paragraphs if one.text.strip()]


def test_notice_says_what_was_written_and_what_notices_usually_say(make: Factory) -> None:
    cohort, client = make.cohort(formal_name="示例培训班"), make.organiser_client()
    written = {"document_number": "云党〔2026〕5号", "contact": "陈青禾", "contact_phone": "19900000001"}

    client.post(f"/classes/{cohort.public_id}/papers/texts", data={**written, "requirements": "自带水杯\r\n\r\n按时到"})
    texts = texts_of(client, cohort, "notice")

    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "paper.texts_written")).one()
    shown = ["云党〔2026〕5号", "各居民区党组织：", "1．自带水杯", "2．按时到"]
    assert [one for one in shown if one not in texts] == []
    assert "联系人：陈青禾，联系电话：19900000001。" in texts
    assert (act.after["发文字号"], "主送单位" in act.after) == ("云党〔2026〕5号", False)


def test_text_that_is_cleared_is_the_usual_one_again(make: Factory) -> None:
    cohort, client = make.cohort(), make.organiser_client()
    address = f"/classes/{cohort.public_id}/papers/texts"
    client.post(address, data={"conduct": "只此一条"})

    client.post(address, data={"conduct": ""})

    assert cohort.presets.texts == {}
    assert any("不迟到、不早退" in text for text in texts_of(client, cohort, "handbook"))


def test_texts_that_are_too_long_are_refused_with_their_name(make: Factory) -> None:
    cohort, client = make.cohort(), make.organiser_client()

    answer = client.post(f"/classes/{cohort.public_id}/papers/texts", data={"purpose": "长" * 2001})

    assert (answer.status_code, "“培训目的”太长" in answer.get_data(as_text=True)) == (422, True)


def test_handbook_has_everything_that_trainees_ask_for(make: Factory) -> None:
    cohort = make.cohort(formal_name="示例培训班")
    group = make.group(cohort, "第一组", theme="垃圾分类")
    phoned = make.person("陈甲", phone="19900001234")
    leader = {"group": group, "group_role": GroupRole.LEADER, "class_role": ClassRole.MONITOR}
    make.enrolment(cohort, "陈甲", post="书记", person=phoned, **leader)
    make.enrolment(cohort, "李乙", group=group)
    speaker = make.lecturer("张雪梅", unit="上海交通大学", title="教授")
    make.session(cohort, title="群众工作方法", lecturers=[speaker])
    visited = make.session(cohort, title="参观", form=Form.VISIT, held_on=date(2026, 5, 12))
    make.visit(visited, [make.site("大场镇党群服务中心", address="宝山区", topic="党建引领")])

    texts = texts_of(make.organiser_client(), cohort, "handbook")

    shown = [
        *("1．按时到课，每半天签到一次，不迟到、不早退、不旷课，不找人代签。", "班长", "云杉一村居民区党总支书记"),
        *("群众工作方法", "上海交通大学教授　张雪梅", "第一组", "李乙（云杉一村居民区党总支）"),
        *("大场镇党群服务中心　宝山区", "党建引领", "本班授课：5月11日上午《群众工作方法》", "1号车"),
    ]
    assert [one for one in shown if one not in texts] == []
    assert [text for text in texts if "19900001234" in text] == []


def test_certificates_come_together_or_one_alone_and_as_they_were_issued(make: Factory) -> None:
    cohort = make.cohort(formal_name="示例培训班")
    first, second = (make.certificate(make.enrolment(cohort, name)) for name in ("陈甲", "李乙"))
    second.enrolment.name = "李已改名"
    client = make.organiser_client()

    together = texts_of(client, cohort, "certificates")
    alone = texts_of(client, cohort, "certificates", certificate=second.public_id)

    assert [text for text in together if "编号" in text] == [f"编号：{first.number}", f"编号：{second.number}"]
    assert [text for text in alone if text.endswith("同志：")] == ["李乙同志："]
    assert "云杉街道党工委（章）　" in alone
    assert f"{FIRST_DAY.year}年5月11日　" in alone


def test_voided_certificate_is_not_printed(make: Factory) -> None:
    cohort = make.cohort()
    voided = make.certificate(make.enrolment(cohort, "陈甲"), voided_on=FIRST_DAY)
    client = make.organiser_client()

    together = texts_of(client, cohort, "certificates")
    alone = client.post(f"/classes/{cohort.public_id}/papers/certificates", data={"certificate": voided.public_id})

    assert [text for text in together if voided.number in text] == []
    assert (alone.status_code, "已作废" in alone.get_data(as_text=True)) == (422, True)


def turned_photograph() -> bytes:
    """Return a telephone's picture: large, lying on its side, with the place where it was taken."""
    taken = Image.new("RGB", (3200, 2400), "steelblue")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "31.2N 121.4E"
    stream = BytesIO()
    taken.save(stream, "jpeg", exif=exif)
    return stream.getvalue()


def test_briefing_has_the_photographs_of_the_class_with_their_names_as_captions(make: Factory) -> None:
    cohort = make.cohort()
    actor = make.user(Role.ORGANISER).actor()
    for name, content in (("培训动员会现场.jpg", turned_photograph()), ("分组研讨.png", picture())):
        add_scan(actor, cohort, kind=ScanKind.PHOTOGRAPH, content=content, file_name=name)
    add_scan(actor, cohort, kind=ScanKind.PLAN, content=picture(), file_name="方案.png")
    client = make.organiser_client()

    content = client.post(f"/classes/{cohort.public_id}/papers/briefing").get_data()

    texts = texts_of(client, cohort, "briefing")
    archive = ZipFile(BytesIO(content))
    pictures = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert ("培训动员会现场" in texts, "分组研讨" in texts, "方案" in texts) == (True, True, False)
    assert sorted(Image.open(BytesIO(one)).size for one in pictures) == [(160, 90), (1200, 1600)]
    assert [one for one in pictures if b"121.4E" in one] == []


def test_photograph_whose_file_is_gone_is_told_and_the_rest_is_printed(make: Factory) -> None:
    cohort = make.cohort(formal_name="示例培训班")
    lost = {"digest": "0" * 64, "media_type": "image/png", "size": 1, "added_by": "组织者"}
    make.add(Scan(cohort_id=cohort.id, kind=ScanKind.PHOTOGRAPH, file_name="合影.png", **lost))

    texts = texts_of(make.organiser_client(), cohort, "briefing")

    assert [text for text in texts if "不见了" in text] == ["（照片文件不见了，请从备份恢复）"]
    assert "合影" in texts
