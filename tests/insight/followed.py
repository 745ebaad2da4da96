"""Following the numbers of a page: each opens exactly the rows that it counts, adds up or divides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urljoin

from flask.testing import FlaskClient
from lxml import html

from trainingapp.insight.rules import percent

NUMBER = re.compile(r"\d+(\.\d+)?%?")
FORMULA = re.compile(r"(\d+(?:\.\d+)?) ÷ \S+ (\d+(?:\.\d+)?) = (\d+\.\d%)")
#: Where numbers stand besides tables: under the title, in a division, in a meter, in a list.
ELSEWHERE = " | ".join(
    f"//main//{place}//a"
    for place in ("p[@class='lead']", "*[contains(@class, 'formula')]", "*[contains(@class, 'meter')]", "li")
)
#: Columns whose numbers belong to their row and count nothing, by the page's address.
OWN_FACTS = {
    "/insight/sessions": {"学时"},
    "/people": {"学时", "应修", "还差", "完成", "已到课学时"},
    "/library": {"学时", "份数"},
    "/insight/reports": {"天数"},
}


@dataclass(frozen=True)
class Shown:
    """A number on a page, and the address it opens; `counts` is the column that it adds up, blank for rows."""

    page: str
    text: str
    address: str
    counts: str = ""

    @property
    def amount(self) -> Decimal:
        """Return the number itself."""
        return Decimal(self.text.rstrip("%"))


class Follower:
    """Opens pages as one account and follows their numbers, each once."""

    def __init__(self, client: FlaskClient) -> None:
        """Begin with nothing followed."""
        self.client = client
        self.met: set[tuple[str, str, str]] = set()
        self.pages: dict[str, html.HtmlElement] = {}

    def open(self, address: str) -> html.HtmlElement:
        """Return a page."""
        place = address.partition("#")[0]
        if place not in self.pages:
            answer = self.client.get(place)
            assert answer.status_code == 200, (place, answer.status_code)
            self.pages[place] = html.fromstring(answer.text)
        return self.pages[place]

    def numbers(self, address: str) -> Iterator[Shown]:
        """Give each number of a page's tables, lead and formulas; one of a table that opens nothing is a fault."""
        page = self.open(address)
        for cell in page.xpath("//main//table[thead]//tbody//td[@class='number' or @class='center']"):
            links = [one for one in cell.iter("a") if NUMBER.fullmatch(text_of(one))]
            yield from (self._shown(address, link) for link in links)
            text = text_of(cell)
            counted = NUMBER.fullmatch(text) and text not in {"0", "0.0", "0.0%"}
            assert links or not counted or heading_of(cell) in own_facts(address), (address, heading_of(cell), text)
        for link in page.xpath(ELSEWHERE):
            if NUMBER.fullmatch(text_of(link)):
                yield self._shown(address, link)

    def _shown(self, address: str, link: html.HtmlElement) -> Shown:
        return Shown(address, text_of(link), urljoin(address, link.get("href")), link.get("data-counts", ""))

    def follow(self, address: str) -> int:
        """Follow each number of a page, and each of the formulas that it opens; return how many it has."""
        shown = list(self.numbers(address))
        for one in shown:
            key = (one.text, one.address, one.counts)
            if key not in self.met:
                self.met.add(key)
                self.check(one)
        return len(shown)

    def check(self, shown: Shown) -> None:
        """Compare a number with the rows that it opens."""
        target = self.open(shown.address)
        if "/evaluations/" in shown.address:
            assert "÷" in target.text_content(), shown  # forms are nobody's: the page tells the sum itself
            return
        if shown.text.endswith("%"):
            self._check_share(shown, target)
            return
        if "/papers/" in shown.address:
            assert f"{shown.amount:,.2f}" in target.text_content(), shown  # the sum that the paper itself prints
            return
        rows = rows_of(target, shown.address)
        found = column_sum(rows, shown.counts) if shown.counts else Decimal(len(rows))
        assert found == shown.amount, (shown, found)

    def _check_share(self, shown: Shown, target: html.HtmlElement) -> None:
        told = [FORMULA.search(text_of(one)) for one in target.xpath("//main//*[@class='formula']")]
        shares = {one[3]: (one[1], one[2]) for one in told if one}
        assert shown.text in shares, (shown, shares)
        part, whole = shares[shown.text]
        assert percent(Fraction(part) / Fraction(whole)) == shown.text, shown
        self.follow(shown.address)


def text_of(element: html.HtmlElement) -> str:
    """Return what an element says, in one line."""
    return " ".join(element.text_content().split())


def own_facts(address: str) -> set[str]:
    """Return the headings of the columns that count nothing."""
    return next((facts for place, facts in OWN_FACTS.items() if address.startswith(place)), set())


def heading_of(cell: html.HtmlElement) -> str:
    """Return the heading that a cell stands under."""
    table = next(cell.iterancestors("table"))
    place = len(list(cell.itersiblings(preceding=True)))
    return text_of(table.xpath(".//thead//th")[place])


def rows_of(page: html.HtmlElement, address: str) -> list[html.HtmlElement]:
    """Return the rows of the part of a page that an address names, of its first table without one."""
    name = address.partition("#")[2]
    part = page.get_element_by_id(name) if name else page.xpath("//main")[0]
    if part.tag == "tr":
        return [part]
    tables = part.xpath(".//table")
    return [row for table in (tables if name else tables[:1]) for row in table.xpath("./tbody/tr")]


def column_sum(rows: list[html.HtmlElement], heading: str) -> Decimal:
    """Return the sum of the column with this heading."""
    cells = [cell for row in rows for cell in row.xpath("./td | ./th") if heading_of(cell) == heading]
    return sum((Decimal(text_of(cell)) for cell in cells if text_of(cell)), Decimal(0))
