"""The filters that are on, each with the address of the page without it."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront import choices
from storefront.i18n import gettext
from storefront.readmodels.board import BoardQuery, BoardTotals
from storefront.readmodels.facets import Facets
from storefront.readmodels.queries import ProductQuery


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One filter as people read it, and the question without it."""

    text: str
    without: Mapping[str, str | int]


def active_filters(
    query: ProductQuery | BoardQuery, known: Facets | BoardTotals
) -> list[ActiveFilter]:
    """What is asked for beside text, page and order."""
    labels = _channel_labels(known)
    if isinstance(query, ProductQuery):
        texts = _of_products(query, labels)
    else:
        texts = _of_board(query, labels)
    return [
        ActiveFilter(text, query.args(**_off(name)))
        for name, text in texts.items()
        if getattr(query, name)
    ]


def _off(name: str) -> dict[str, str | int]:
    return {name: "", "trang": 1}


def _channel_labels(known: Facets | BoardTotals) -> dict[str, str]:
    if isinstance(known, Facets):
        return {choice.value: choice.label_vi for choice in known.channels}
    return dict(known.channels)


def _of_products(query: ProductQuery, labels: dict[str, str]) -> dict[str, str]:
    yes, unknown = gettext("có"), gettext("chưa có thông tin")
    return {
        "sao": gettext("%(n)s sao", n=query.sao),
        "cong_nhan": choices.standing_label(query.cong_nhan),
        "nhom": choices.group_label(query.nhom),
        "noi": query.noi,
        "kenh": labels.get(query.kenh, query.kenh),
        "gian_hang": f"{gettext('Gian hàng số')}: {yes if query.gian_hang == 'co' else unknown}",
        "tai_khoan": (
            f"{gettext('Tài khoản thanh toán điện tử')}: "
            f"{yes if query.tai_khoan == 'co' else unknown}"
        ),
        "ban": gettext("Chỉ sản phẩm đang bán"),
    }


def _of_board(query: BoardQuery, labels: dict[str, str]) -> dict[str, str]:
    return {
        "kenh": labels.get(query.kenh, query.kenh),
        "muon": _named(gettext("Ý muốn"), choices.intent_options(), query.muon),
        "gui": _named(gettext("Việc gửi"), choices.dispatch_options(), query.gui),
        "thay": _named(gettext("Thấy trên sàn"), choices.observed_options(), query.thay),
    }


def _named(name: str, options: list[tuple[str, str]], value: str) -> str:
    return f"{name}: {dict(options).get(value, value)}"
