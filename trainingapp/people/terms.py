"""Words about organisations and persons."""

from dataclasses import dataclass

from trainingapp.core.terms import LabelledEnum


class OrganisationKind(LabelledEnum):
    """What kind of organisation it is; an office may have several levels of each."""

    DISTRICT = "district", "区（县）党委"
    STREET = "street", "街道（镇）党（工）委"
    OFFICE = "office", "内设机构"
    RESIDENTIAL = "residential", "居民区党组织"
    VILLAGE = "village", "村党组织"
    AGENCY = "agency", "机关事业党组织"
    ENTERPRISE = "enterprise", "“两新”组织党组织"
    COMMITTEE = "committee", "自治组织"
    OUTSIDE = "outside", "外单位"


class Gender(LabelledEnum):
    """As forms print it."""

    MALE = "male", "男"
    FEMALE = "female", "女"


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """What a form or a file says of one person; a blank says nothing, it does not erase."""

    name: str
    gender: Gender | None = None
    ethnic: str = ""
    birth_month: str = ""
    education: str = ""
    politics: str = ""
    organisation_id: int | None = None
    post: str = ""
    phone: str = ""
    identity_number: str = ""
    party_month: str = ""
    post_month: str = ""
