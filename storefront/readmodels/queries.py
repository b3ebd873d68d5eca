"""What a visitor asked of the catalog page, read leniently from the address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from catalog.status import ProductGroup
from storefront.readmodels import asked
from storefront.readmodels.stars import Standing

RELEVANCE = "khop"
SORTS = (RELEVANCE, "sao", "ten", "moi")
"""Best hit first (default of a search), by stars (default), by name, newest recognition first."""


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """The filters; an empty one filters nothing. A value that makes no sense is dropped."""

    q: str = ""
    sao: str = ""
    nhom: str = ""
    noi: str = ""
    kenh: str = ""
    ban: str = ""
    gian_hang: str = ""
    tai_khoan: str = ""
    cong_nhan: str = ""
    sap_xep: str = "sao"
    trang: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """Read the query string."""
        words = set(Standing)
        text = asked.text(args.get("q"))
        return cls(
            q=text,
            sao=_one_of(args.get("sao"), {"3", "4", "5"}),
            nhom=_one_of(args.get("nhom"), {group.value for group in ProductGroup}),
            noi=asked.text(args.get("noi")),
            kenh=asked.text(args.get("kenh"), asked.LONGEST_KIND),
            ban=_one_of(args.get("ban"), {"co"}),
            gian_hang=_one_of(args.get("gian_hang"), {"co", "chua"}),
            tai_khoan=_one_of(args.get("tai_khoan"), {"co", "chua"}),
            cong_nhan=_one_of(args.get("cong_nhan"), words),
            sap_xep=_one_of(args.get("sap_xep"), set(SORTS)) or (RELEVANCE if text else "sao"),
            trang=asked.page(args.get("trang")),
        )

    def args(self, **changes: str | int) -> dict[str, str | int]:
        """The query string of this query with some values changed; defaults are left out."""
        given = {field.name: getattr(self, field.name) for field in fields(self)} | changes
        return {
            name: value for name, value in given.items() if value not in {"", 1, "sao", RELEVANCE}
        }

    @property
    def is_filtered(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.args(trang=1, sap_xep="sao", q=""))


def _one_of(value: str | None, words: set[str] | set[Standing]) -> str:
    return value if value in words and value is not None else ""
