"""Papers as Word documents, for tests: people who act in public in the seed documents, all others invented."""

import io

from PIL import Image

from tests.registers.papers import make_trainees
from trainingapp.registers.words.briefings import Briefing, CaptionedPhoto, Leader, Lecture, VisitDay, Voice
from trainingapp.registers.words.certificates import Certificate, Certificates
from trainingapp.registers.words.handbooks import Handbook
from trainingapp.registers.words.notices import Notice

CLASS = "2025年居民区后备队伍“青蓝接力”计划培训班"


def picture(width: int = 160, height: int = 90) -> bytes:
    """Return a photograph of nothing."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(stream, "png")
    return stream.getvalue()


def make_notice() -> Notice:
    """Return the notice of the class."""
    return Notice(
        host="天目西路街道党建办",
        number="天党建〔2025〕5号",
        class_name=CLASS,
        purpose="为系统提升居民区后备力量的核心能力，街道决定举办培训班。",
        audience="居民区后备干部29名，名额见附件2",
        time="2025年5月9日至6月20日，5月9日上午9:00开班",
        place="街道党群服务中心报告厅",
        content="集中授课、现场教学、交流分享，课程见附件1",
        requirements=(
            "参训学员要严格遵守纪律，请假须书面报批。",
            "着装整洁，自带笔记本。",
            "5月6日前报送回执。",
        ),
        contact="陈青禾",
        contact_phone="19900000001",
        date="2025年4月28日",
    )


def make_certificates(count: int) -> Certificates:
    """Return the certificates of that many trainees."""
    certificates = [
        Certificate(
            name=row.name,
            number=f"QL2025-01-{row.number:03}",
            class_name=CLASS,
            begins="2025年5月9日",
            ends="6月20日",
            issued="2025年6月20日",
        )
        for row in make_trainees(count)
    ]
    return Certificates(host="天目西路街道党工委", certificates=certificates)


def make_handbook(count: int) -> Handbook:
    """Return the handbook of a class of that many trainees."""
    people = make_trainees(count)
    return Handbook(
        class_name=CLASS,
        host="天目西路街道党建办",
        month="2025年5月",
        contact="陈青禾 19900000001",
        rules=("严格遵守培训纪律，按时到课。", "因故不能参加的，须提前书面请假。", "现场教学服从统一安排。"),
        lessons=[
            {
                "日期": f"5月{day}日（星期五）",
                "时段": half,
                "时间": time,
                "教学内容": "居民区议事协商的组织与引导",
                "授课人": "张雪梅",
                "地点": "报告厅",
            }
            for day in (9, 16, 23, 30)
            for half, time in (("上午", "09:00—11:30"), ("下午", "13:30—16:30"))
        ],
        trainees=[
            {
                "编号": str(row.number),
                "姓名": row.name,
                "单位": row.unit,
                "职务": row.post,
                "组别": f"第{row.number % 3 + 1}组",
            }
            for row in people
        ],
        groups=[
            {
                "组别": f"第{one}组",
                "组长": "陈青禾",
                "成员": "、".join(row.name for row in people[one::3]),
                "讨论地点": "",
            }
            for one in (1, 2, 3)
        ],
        committee=[{"职务": "班长", "姓名": "陈青禾", "单位及职务": "望景居民区党总支书记助理"}],
        sites=[
            {"名称": "大场镇党群服务中心", "地址": "宝山区大场镇", "简介": "党建引领社区治理的实践基地。"},
            {"名称": "慧华苑居民区党群服务站", "地址": "宝山区大场镇", "简介": "社区难题治理平台。"},
        ],
        lecturers=[{"姓名": "张雪梅", "单位及职称": "上海交通大学马克思主义学院教授", "简介": "长期从事教学。"}],
        rides=[{"车号": "1号车", "车牌": "沪A·10001", "带队（车长）": "郭璐", "乘客": "全体学员"}],
    )


def make_briefing() -> Briefing:
    """Return the briefing whose model is the seed's page."""
    return Briefing(
        number="1",
        host="天目西路街道",
        publisher="党建办",
        date="2025年5月12日",
        class_name=CLASS,
        opened="5月9日上午",
        trainees=29,
        audience="中青年社区治理骨干",
        leaders=[Leader(name="董启蒙", post="街道党工委书记、人大街工委主任", spoke="作动员讲话")],
        lecture=Lecture(
            lecturer="张雪梅",
            title="上海交通大学马克思主义学院博士生导师、教授",
            topic="以习近平新时代中国特色社会主义思想引领新征程",
        ),
        visits=[
            VisitDay(
                when="当天下午",
                stops=("宝山区大场镇党群服务中心", "慧华苑居民区党群服务站"),
                learned="了解党建引领社区治理、社区难题治理平台搭建等方面的经验做法",
            )
        ],
        forms=("集中授课", "现场教学", "交流分享"),
        until="6月",
        voices=[Voice(text="课程贴近工作，回去就能用。", name="陈青禾", post="望景居民区书记助理")],
        photos=[CaptionedPhoto(content=picture(), caption="培训动员会现场")],
    )
