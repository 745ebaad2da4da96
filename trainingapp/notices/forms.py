"""Forms of notices and of the mail server."""

from wtforms import IntegerField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from trainingapp.core.fields import EnumField
from trainingapp.core.forms import ChineseForm
from trainingapp.core.mail import Security
from trainingapp.notices.models import MailSettings
from trainingapp.notices.rules import ADDRESS, read_addresses

MOST_ADDRESSES = 500
MAIL_TEXTS = ("host", "login", "sender", "sender_name")


class NoticeForm(ChineseForm):
    """One draft, as its page sends it."""

    seal = StringField("草稿", [InputRequired("请刷新页面再发"), Length(max=40)])
    text = TextAreaField("通知", [InputRequired("通知不能空着"), Length(max=5000)])
    addresses = TextAreaField("收件人邮箱", [Length(max=40_000)])

    def validate_addresses(self, field: TextAreaField) -> None:
        """Want addresses and nothing else, not too many."""
        good, other = read_addresses(field.data or "")
        if other:
            raise ValidationError(f"“{other[0]}”不是邮箱地址")
        if len(good) > MOST_ADDRESSES:
            raise ValidationError(f"一次最多 {MOST_ADDRESSES} 个地址")

    def read(self) -> list[str]:
        """Return the addresses."""
        return read_addresses(self.addresses.data or "")[0]


class MailForm(ChineseForm):
    """The office's mail server."""

    host = StringField("邮件服务器", [InputRequired("请填服务器地址"), Length(max=120)])
    port = IntegerField("端口", [InputRequired("请填端口"), NumberRange(1, 65535, "端口要在 1 到 65535 之间")])
    security = EnumField("加密方式", Security)
    login = StringField("账号", [Length(max=120)])
    password = PasswordField("密码", [Length(max=120)], description="空着表示不改")
    sender = StringField("发信地址", [InputRequired("请填发信地址"), Length(max=120)])
    sender_name = StringField("发信名称", [Length(max=60)])

    def validate_sender(self, field: StringField) -> None:
        """Want a mail address."""
        if not ADDRESS.fullmatch((field.data or "").strip()):
            raise ValidationError("这不是邮箱地址")

    def show(self, settings: MailSettings) -> None:
        """Fill the fields; the password is never shown."""
        for name in (*MAIL_TEXTS, "port", "security"):
            self[name].data = getattr(settings, name)

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets."""
        texts = {name: (self[name].data or "").strip() for name in MAIL_TEXTS}
        return {**texts, "port": self.port.data, "security": self.security.member}
