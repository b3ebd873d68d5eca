"""What a product probably is, read from its name: only for sample facts and a first grouping."""

from dataclasses import dataclass

from catalog.groups import written_group
from catalog.status import ProductGroup
from catalog.text_vi import fold


@dataclass(frozen=True, slots=True)
class SampleKind:
    """A kind of product with a plausible price (đồng), net weight (grams) and unit for a sample."""

    key: str
    words: tuple[str, ...]
    group: ProductGroup
    price_vnd: int
    weight_g: int
    unit: str


_FOOD, _DRINK, _HERBAL = ProductGroup.FOOD, ProductGroup.DRINK, ProductGroup.HERBAL

_KINDS = (
    SampleKind("tourism", ("du lich", "homestay"), ProductGroup.TOURISM, 350_000, 100, "phiếu"),
    SampleKind("textile", ("tho cam", "vai ", "khan ", "tui ", "theu", "may tre", "dan lat"),
               ProductGroup.CRAFT, 260_000, 400, "chiếc"),
    SampleKind("herbal", ("actiso", "cao ", "tam that", "thuoc", "duoc", "sam ", "nam linh chi",
                          "gung", "nghe", "giao co lam", "xa den", "ca gai leo", "tinh dau"),
               _HERBAL, 150_000, 200, "hộp"),
    SampleKind("liquor", ("ruou", "dam ", "nuoc uong", "nuoc nguon", "nuoc ep", "siro"),
               _DRINK, 120_000, 1000, "chai"),
    SampleKind("tea", ("che ", "tra "), _FOOD, 180_000, 200, "hộp"),
    SampleKind("coffee", ("ca phe",), _FOOD, 140_000, 500, "gói"),
    SampleKind("honey", ("mat ong", "mat mia", "mat "), _FOOD, 160_000, 700, "chai"),
    SampleKind("rice", ("gao", "nep", "com ", "xoi"), _FOOD, 175_000, 5000, "túi"),
    SampleKind("noodle", ("mien", "bun", "pho ", "banh"), _FOOD, 60_000, 500, "gói"),
    SampleKind("fish", ("ca hoi", "ca tam", "ca ", "tep", "cha ca"), _FOOD, 290_000, 1000, "kg"),
    SampleKind("meat", ("thit", "lap", "trau", "lon", "ga ", "vit", "xuc xich", "khau nhuc",
                        "ruoc", "trung", "gio ", "cha "), _FOOD, 240_000, 500, "gói"),
    SampleKind("spice", ("que", "thao qua", "hat ", "ot ", "muoi", "tuong", "gia vi", "mac khen"),
               _FOOD, 70_000, 250, "lọ"),
    SampleKind("vegetable", ("rau", "cu ", "bi ", "nam ", "mang", "su su", "khoai", "sam dat"),
               _FOOD, 45_000, 1000, "kg"),
    SampleKind("fruit", ("qua ", "man ", "le ", "buoi", "chuoi", "cam ", "nhan", "dua", "xoai",
                         "hong ", "dau tay", "nho ", "thanh long", "dao "), _FOOD, 50_000, 1000,
               "kg"),
)  # fmt: skip
_OTHER = SampleKind("other", (), ProductGroup.UNKNOWN, 90_000, 500, "gói")


def kind_of(name: str) -> SampleKind:
    """The kind that a name speaks of most probably."""
    folded = f"{fold(name)} "
    return next(
        (kind for kind in _KINDS if any(f" {word}" in f" {folded}" for word in kind.words)), _OTHER
    )


def group_of(name: str, written: str = "") -> ProductGroup:
    """The group of Quyết định 148/QĐ-TTg as written in the source, else by the name."""
    return written_group(written) or kind_of(name).group
