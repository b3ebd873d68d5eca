"""Every figure as a rule over the facts: who counts, out of whom, and for whom it is unknown.

Formulas: domain notes on plan indicators (Kế hoạch 182/KH-UBND Lào Cai 2024 and its kin). Plans
divide by different things, so each figure says its denominator in words.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from catalog.coverage.facts import FRESH_DAYS, Facts
from catalog.status import PaymentState, ProducerKind

Ids = frozenset[int] | frozenset[str]


class Kind(StrEnum):
    """What the members of a figure are."""

    PRODUCT = "product"
    PRODUCER = "producer"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Members:
    """The list behind a figure: `counted` (k) and `unknown` out of `base` (N)."""

    counted: Ids
    base: Ids
    unknown: Ids = frozenset()
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's key, words and rule."""

    key: str
    label_vi: str
    denominator: str
    kind: Kind
    rule: Callable[[Facts], Members]


_CURRENT = "sản phẩm có công nhận từ 3 sao còn hạn"
_PRODUCERS = "chủ thể có ít nhất một sản phẩm còn hạn công nhận"
_HAS_ACCOUNT = frozenset({PaymentState.DECLARED.value, PaymentState.VERIFIED.value})


def _products_current(facts: Facts) -> Members:
    return Members(facts.current, facts.ever_recognised, facts.possible)


def _with_stars(stars: int) -> Callable[[Facts], Members]:
    def rule(facts: Facts) -> Members:
        having = frozenset(n for n, row in facts.recognised.items() if row.stars == stars)
        return Members(having & facts.current, facts.current, having & facts.possible)

    return rule


def _new_in_year(facts: Facts) -> Members:
    base = facts.new_in_year | facts.again_in_year
    return Members(facts.new_in_year, base, facts.year_doubtful)


def _again_in_year(facts: Facts) -> Members:
    base = facts.new_in_year | facts.again_in_year
    return Members(facts.again_in_year, base, facts.year_doubtful)


def _of_kind(kind: ProducerKind) -> Callable[[Facts], Members]:
    def rule(facts: Facts) -> Members:
        def having(word: str) -> frozenset[int]:
            return frozenset(n for n in facts.producers if facts.kinds.get(n) == word)

        return Members(having(kind), facts.producers, having(ProducerKind.UNKNOWN))

    return rule


def _on_floor(facts: Facts) -> Members:
    counted = facts.current & facts.live
    sample = bool(counted & facts.live_sample)
    return Members(counted, facts.current, facts.current & facts.live_doubtful, sample)


def _shop(facts: Facts) -> Members:
    counted = facts.producers & facts.shops
    sample = bool(counted & facts.shops_sample)
    return Members(counted, facts.producers, facts.producers & facts.shops_doubtful, sample)


def _account(states: Collection[str]) -> Callable[[Facts], Members]:
    def rule(facts: Facts) -> Members:
        counted = frozenset(n for n in facts.producers if facts.accounts.get(n) in states)
        # No row means that nobody asked; a declaration that nobody checked yet is open as well.
        unknown = frozenset(
            n
            for n in facts.producers - counted
            if facts.accounts.get(n) in {None, PaymentState.DECLARED.value}
        )
        return Members(counted, facts.producers, unknown, bool(counted & facts.accounts_sample))

    return rule


def _both(facts: Facts) -> Members:
    return _all_of(_shop(facts), _account(_HAS_ACCOUNT)(facts), facts.producers)


def _product_both(facts: Facts) -> Members:
    return _owned(facts, _both(facts))


def _all_three(facts: Facts) -> Members:
    return _all_of(_on_floor(facts), _product_both(facts), facts.current)


def _website(facts: Facts) -> Members:
    return Members(
        frozenset(n for n in facts.producers if facts.websites.get(n)),
        facts.producers,
        frozenset(n for n in facts.producers if facts.websites.get(n) is None),
    )


def _modern_channel(facts: Facts) -> Members:
    counted = facts.owners(facts.current & facts.live)
    doubtful = facts.owners(facts.current & facts.live_doubtful) - counted
    sample = bool(facts.owners(facts.current & facts.live_sample))
    return Members(counted, facts.producers, doubtful, sample)


def _communes(facts: Facts) -> Members:
    def places(products: frozenset[int]) -> frozenset[str]:
        found = (facts.recognised[number].place_id for number in products)
        return frozenset(place for place in found if place is not None)

    counted = places(facts.current) & facts.communes
    return Members(counted, facts.communes, (places(facts.possible) & facts.communes) - counted)


def _owned(facts: Facts, owners: Members) -> Members:
    """Products by what holds of their producer; without a known producer it is unknown."""
    counted, unknown = set(), set()
    for number in facts.current:
        producer = facts.recognised[number].producer_id
        if producer in owners.counted:
            counted.add(number)
        elif producer is None or producer in owners.unknown:
            unknown.add(number)
    return Members(frozenset(counted), facts.current, frozenset(unknown), owners.sample)


def _all_of(one: Members, other: Members, base: frozenset[int]) -> Members:
    """Both hold; unknown where neither is a plain no."""
    counted = one.counted & other.counted
    may_be = (one.counted | one.unknown) & (other.counted | other.unknown)
    return Members(
        frozenset(n for n in base if n in counted),
        base,
        frozenset(n for n in base if n in may_be and n not in counted),
        bool(counted) and (one.sample or other.sample),
    )


def _product(
    key: str, label: str, rule: Callable[[Facts], Members], of: str = _CURRENT
) -> Definition:
    return Definition(key, label, of, Kind.PRODUCT, rule)


def _producer(key: str, label: str, rule: Callable[[Facts], Members]) -> Definition:
    return Definition(key, label, _PRODUCERS, Kind.PRODUCER, rule)


_IN_YEAR = "sản phẩm có quyết định công nhận trong năm của ngày tính"

_ALL = (
    _product(
        "products_current",
        "Sản phẩm OCOP từ 3 sao còn hạn công nhận",
        _products_current,
        "sản phẩm từng được công nhận từ 3 sao",
    ),
    _product("products_3", "Sản phẩm 3 sao còn hạn", _with_stars(3)),
    _product("products_4", "Sản phẩm 4 sao còn hạn", _with_stars(4)),
    _product("products_5", "Sản phẩm 5 sao còn hạn", _with_stars(5)),
    _product("products_new", "Sản phẩm công nhận lần đầu trong năm", _new_in_year, _IN_YEAR),
    _product("products_again", "Sản phẩm đánh giá lại trong năm", _again_in_year, _IN_YEAR),
    _producer("producers_htx", "Chủ thể là hợp tác xã", _of_kind(ProducerKind.HTX)),
    _producer("producers_dn", "Chủ thể là doanh nghiệp nhỏ và vừa", _of_kind(ProducerKind.DN)),
    _producer("producers_tht", "Chủ thể là tổ hợp tác", _of_kind(ProducerKind.THT)),
    _producer("producers_ho", "Chủ thể là hộ kinh doanh", _of_kind(ProducerKind.HOUSEHOLD)),
    _producer("producers_facility", "Chủ thể là cơ sở khác", _of_kind(ProducerKind.FACILITY)),
    _product(
        "on_floor",
        f"Sản phẩm đang bán trên sàn (thấy trên sàn trong {FRESH_DAYS} ngày qua)",
        _on_floor,
    ),
    _producer("shop", "Chủ thể có gian hàng số đang bán hàng", _shop),
    _producer("payment", "Chủ thể có tài khoản thanh toán điện tử", _account(_HAS_ACCOUNT)),
    _producer(
        "payment_verified",
        "Chủ thể có tài khoản thanh toán điện tử đã xác minh",
        _account({PaymentState.VERIFIED.value}),
    ),
    _producer("shop_and_payment", "Chủ thể có cả gian hàng số và tài khoản thanh toán", _both),
    _product(
        "products_shop_and_payment",
        "Sản phẩm mà chủ thể có cả gian hàng số và tài khoản thanh toán",
        _product_both,
    ),
    _product(
        "products_all_three",
        "Sản phẩm trên sàn, chủ thể có gian hàng số và tài khoản thanh toán",
        _all_three,
    ),
    _producer("website", "Chủ thể có website riêng", _website),
    _producer("modern_channel", "Chủ thể có hàng bán ở kênh hiện đại (sàn)", _modern_channel),
    Definition(
        "communes",
        "Xã, phường có sản phẩm còn hạn công nhận",
        "xã, phường hiện nay của tỉnh có sản phẩm OCOP",
        Kind.COMMUNE,
        _communes,
    ),
)

DEFINITIONS = {definition.key: definition for definition in _ALL}
"""Every figure by its key, in the order of reports."""
