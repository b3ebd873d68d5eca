"""Made-up goods: names, article numbers, prices, states, and their words on a page."""

from dataclasses import dataclass
from random import Random

_KINDS = (
    "Mật ong bạc hà", "Chè Shan tuyết", "Gạo Séng Cù", "Thịt trâu gác bếp", "Rượu ngô", "Miến dong",
    "Cốm khô", "Mứt mận", "Nấm hương", "Tương ớt Mường Khương", "Trà hoa vàng", "Lạp xưởng",
)  # fmt: skip
_PLACES = (
    "Sa Pa",
    "Bắc Hà",
    "Mù Cang Chải",
    "Văn Bàn",
    "Suối Giàng",
    "Tú Lệ",
    "Bát Xát",
    "Nghĩa Lộ",
)
_PACKS = ("500g", "1kg", "hộp 250g", "chai 750ml", "túi 5kg", "gói 300g", "hũ 200g")
OUT_WORDS = (
    "Hết hàng",
    "Tạm hết hàng",
    "Không còn hàng",
    "HẾT HÀNG",
    "Đã bán hết",
    "Cháy hàng",
    "Hàng sắp về",
)
IN_WORDS = ("Còn hàng", "Trong kho", "Còn hàng (12)", "CÒN HÀNG")
DEAD_WORDS = ("Ngừng kinh doanh", "Ngừng bán", "Ngừng sản xuất")


@dataclass(frozen=True, slots=True)
class Goods:
    """One product as the shop knows it; `state` is in, out or dead; prices in đồng."""

    number: int
    name: str
    sku: str
    slug: str
    price: int
    old: int
    state: str

    @property
    def shown(self) -> str:
        return f"{self.price:,}".replace(",", ".")

    @property
    def shown_old(self) -> str:
        return f"{self.old:,}".replace(",", ".")

    @property
    def url(self) -> str:
        return f"https://cho{self.number % 7}.example.vn/{self.slug}-p{self.number}.html"

    @property
    def photo(self) -> str:
        """Address of the picture, as pages write it without their host."""
        return f"/anh/{self.slug}_600x600.jpg"

    @property
    def picture(self) -> str:
        """Whole address of the picture."""
        return "/".join(self.url.split("/")[:3]) + self.photo

    @property
    def term(self) -> str:
        terms = {"in": "InStock", "out": "OutOfStock", "dead": "Discontinued"}
        return f"https://schema.org/{terms[self.state]}"


def goods(rng: Random, number: int) -> Goods:
    name = f"{rng.choice(_KINDS)} {rng.choice(_PLACES)} {rng.choice(_PACKS)}"
    price = rng.randrange(15, 2400) * 1000
    state = rng.choices(("in", "out", "dead"), (6, 3, 1))[0]
    return Goods(
        number, name, f"SKU-{number:05d}", f"san-pham-{number}", price,
        price + rng.randrange(5, 60) * 1000, state,
    )  # fmt: skip


def words(rng: Random, state: str) -> str:
    """What the page says about the state."""
    return rng.choice({"in": IN_WORDS, "out": OUT_WORDS, "dead": DEAD_WORDS}[state])
