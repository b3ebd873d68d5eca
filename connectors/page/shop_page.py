"""Reading a shop's public page (gian hàng): open, empty, resting, suspended, closed, not found.

Like pages of goods: walls, shells, faults and unreadable bodies are `unknown` and never say that a
shop is closed. "Closed" and "not found" are one look each; two looks apart make them true. Pure: no
network, no clock, no database.
"""

import re
from dataclasses import dataclass

from catalog.status import ShopSeen
from catalog.text_vi import fold
from connectors.page import blocks, page_kind, phrases, tree
from connectors.page.decode import decode
from connectors.page.identity import likeness
from connectors.page.markup import Skeleton
from connectors.page.model import FetchedPage
from connectors.page.phrases import Phrases
from connectors.page.redirects import Place, is_redirected, is_same_slug, path_of, place_kind
from connectors.page.shop_facts import ShopFacts, facts_of
from connectors.page.transport import not_loaded
from connectors.page.walls import blocked_by_answer, wall_on

_GONE_CODES = frozenset({404, 410})
SAME_NAME = 82.0
"""How alike two names are at least to be one shop's, 0 to 100 (see `identity.likeness`)."""

_NUMBER = re.compile(r"\d{2,}")
_SHOPS = ("gian hang", "shop", "cua hang", "nguoi ban", "nha ban", "shop nay", "gian hang nay",
          "cua hang nay")  # fmt: skip


def _said(*endings: str) -> tuple[str, ...]:
    """Every way to say one of these things of a shop, folded."""
    return tuple(f"{shop} {ending}" for shop in _SHOPS for ending in endings)


def _phrases(*sayings: str) -> Phrases:
    return Phrases(sorted(sayings, key=len, reverse=True))


_GONE = _phrases(
    *_said("khong ton tai", "khong con ton tai", "da bi xoa", "khong tim thay"),
    "khong tim thay gian hang", "khong tim thay shop", "khong tim thay cua hang",
)  # fmt: skip
_CLOSED = _phrases(
    *_said("da dong", "da dong cua", "ngung hoat dong", "da ngung hoat dong", "da ngung ban"),
    "shop is closed", "store is closed", "shop closed",
)  # fmt: skip
_SUSPENDED = _phrases(
    *_said("bi khoa", "da bi khoa", "dang bi khoa", "bi dinh chi", "bi cam", "tam khoa"),
    "tai khoan da bi khoa", "shop is suspended", "account suspended",
)  # fmt: skip
_RESTING = _phrases(
    *_said("tam nghi", "dang tam nghi", "dang nghi", "tam dong cua", "tam ngung ban"),
    "che do nghi", "on vacation", "vacation mode", "on holiday",
)  # fmt: skip
_EMPTY = _phrases(
    "gian hang chua co san pham", "shop chua co san pham", "cua hang chua co san pham",
    "chua co san pham nao", "khong co san pham nao", "chua dang ban san pham", "no products",
    "no items", "0 san pham",
)  # fmt: skip
_SAYINGS = (
    (_GONE, ShopSeen.NOT_FOUND, "Trang ghi gian hàng không tồn tại"),
    (_SUSPENDED, ShopSeen.SUSPENDED, "Trang ghi gian hàng bị khóa"),
    (_CLOSED, ShopSeen.CLOSED, "Trang ghi gian hàng đã đóng"),
    (_RESTING, ShopSeen.RESTING, "Trang ghi gian hàng tạm nghỉ"),
)
_BANNER = 1500
"""Folded characters from the top of a page in which a shop's state is announced."""


@dataclass(frozen=True, slots=True)
class ShopReading:
    """What one look at a shop's page says; `reason` is for people, `raw` what it rests on."""

    status: ShopSeen
    reason: str = ""
    raw: str = ""
    confidence: float = 0.0
    name: str = ""
    owner: str = ""
    goods: int | None = None
    flags: tuple[str, ...] = ()
    blocked: bool = False


def read_shop(page: FetchedPage) -> ShopReading:
    """Read one answer; never raises on page content."""
    if page.transport_error:
        return _unknown(not_loaded(page.transport_error), page.transport_error)
    wall = blocked_by_answer(page)
    if wall is not None:
        return _wall(wall)
    decoded = decode(page)
    if page.status not in _GONE_CODES:
        if page.status is None or not 200 <= page.status < 300:
            return _unknown(f"Trang trả lời mã {page.status}", f"HTTP {page.status}", "http_error")
        if decoded.problem is not None:
            return _unknown("Trang không đọc được", decoded.problem, decoded.problem)
    return _read_body(page, Skeleton(decoded.body))


def same_name(seen: str, *known: str) -> bool | None:
    """Whether a name on the page is one of ours; None when there is nothing to compare.

    Titles carry the floor's name behind the shop's: a name that contains ours is ours.
    """
    wanted = [name for name in known if name.strip()]
    if not seen.strip() or not wanted:
        return None
    return any(likeness(seen, name) >= SAME_NAME for name in wanted)


def _read_body(page: FetchedPage, skeleton: Skeleton) -> ShopReading:
    soup = tree.parse(skeleton.markup)
    facts = facts_of(skeleton, soup)
    text = skeleton.text
    heading = blocks.heading_of(soup, (skeleton.title,))
    headline = blocks.visible_text(heading, 300) if heading is not None else ""
    if not facts.goods and not facts.is_profile:
        wall = wall_on(page, skeleton, text, headline)
        if wall is not None:
            return _wall(wall)
    if page.status in _GONE_CODES:
        flags = ("gone",) if page.status == 410 else ()
        return _says(ShopSeen.NOT_FOUND, "Trang không còn", f"HTTP {page.status}", 0.95, *flags)
    if skeleton.looks_cut:
        return _unknown("Trang bị cắt giữa chừng", "cut_body", "cut_body")
    moved = _moved(page)
    if moved is not None:
        return moved
    return _announced(skeleton, facts, headline, text) or _open(page, skeleton, facts, text)


def _moved(page: FetchedPage) -> ShopReading | None:
    """Elsewhere is not this shop, and says nothing about it."""
    if not is_redirected(page):
        return None
    kind = place_kind(page.final_url)
    if kind is Place.LOGIN:
        return _wall("login")
    if kind is Place.OTHER and _is_same_shop(page.url, page.final_url):
        return None
    return _unknown("Địa chỉ chuyển sang trang khác", page.final_url, "moved")


def _is_same_shop(url: str, final_url: str) -> bool:
    """Whether an address was only renamed: the same words, or the shop's number in both."""
    numbers = [set(_NUMBER.findall(path_of(one).rsplit("/", 1)[-1])) for one in (url, final_url)]
    return bool(numbers[0] & numbers[1]) or is_same_slug(url, final_url)


def _announced(
    skeleton: Skeleton, facts: ShopFacts, headline: str, text: str
) -> ShopReading | None:
    """What title, heading or the top of the page say of the shop's state.

    Below goods on show only a rest is believed: sellers sell on in their absence, but no floor
    shows the goods of a shop that it closed, and a policy may speak of closed shops.
    """
    titled, top = fold(f"{skeleton.title} | {headline}"), fold(text)[:_BANNER]
    for sayings, status, reason in _SAYINGS:
        in_title = phrases.contains(titled, sayings)
        if in_title:
            return _of(facts, status, reason, in_title, 0.95)
        spoken = phrases.contains(top, sayings)
        if spoken and (status is ShopSeen.RESTING or not facts.goods):
            return _of(facts, status, reason, spoken, 0.8)
    gone = page_kind.is_titled_gone(skeleton, headline) or page_kind.is_gone(text)
    if gone is not None and not facts.goods and not facts.is_profile:
        return _says(ShopSeen.NOT_FOUND, "Trang ghi không tìm thấy", gone, 0.8, "soft_404")
    return None


def _open(page: FetchedPage, skeleton: Skeleton, facts: ShopFacts, text: str) -> ShopReading:
    if facts.goods:
        return _of(facts, ShopSeen.OPEN, "", f"{facts.goods} sản phẩm", 0.9)
    shell = page_kind.is_shell(skeleton, text, "")
    empty = phrases.contains(fold(text), _EMPTY)
    # A frame may carry the words for later; beside a seller's own data they are meant.
    if facts.goods == 0 or (empty and (facts.is_profile or not shell)):
        return _of(facts, ShopSeen.EMPTY, "Gian hàng không bày sản phẩm nào", empty or "0", 0.9)
    if shell:
        return _unknown("Trang cần trình duyệt mới hiện nội dung", "shell", "shell")
    home = place_kind(page.final_url or page.url) is not Place.OTHER
    if facts.is_profile and not home:
        return _of(facts, ShopSeen.OPEN, "", facts.source, 0.6, "goods_unread")
    return _unknown("Trang không giống trang gian hàng", facts.name, "not_a_shop_page")


def _of(
    facts: ShopFacts, status: ShopSeen, reason: str, raw: str, confidence: float, *flags: str
) -> ShopReading:
    return ShopReading(
        status, reason, raw[:200], confidence, facts.name, facts.owner, facts.goods, flags
    )


def _says(status: ShopSeen, reason: str, raw: str, confidence: float, *flags: str) -> ShopReading:
    return ShopReading(status, reason, raw[:200], confidence, flags=flags)


def _unknown(reason: str, raw: str, *flags: str) -> ShopReading:
    return ShopReading(ShopSeen.UNKNOWN, reason, raw[:200], flags=flags)


def _wall(raw: str) -> ShopReading:
    return ShopReading(
        ShopSeen.UNKNOWN, "Trang chặn máy đọc", raw[:200], flags=("blocked",), blocked=True
    )
