"""Sample facts of the demo: prices, stock, words, pictures, payment accounts; all marked so.

Only products that a decision once gave stars get them. Everything follows from the SKU, so each
machine draws the same sample.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from catalog.models import PaymentAccount, Producer, Product, Recognition
from catalog.seed.kinds import SampleKind, kind_of
from catalog.seed.pictures import draw_picture
from catalog.status import PaymentKind, PaymentState

PICTURES = "pictures"
_PROVIDERS = (
    (PaymentKind.BANK, "Agribank"),
    (PaymentKind.BANK, "Vietcombank"),
    (PaymentKind.WALLET, "MoMo"),
    (PaymentKind.BANK, "LPBank"),
)


@dataclass(frozen=True, slots=True)
class Sampled:
    """How many sample facts were new."""

    products: int
    pictures: int
    accounts: int


def load_sample_facts(session: Session, data_dir: Path) -> Sampled:
    """Give what is missing a sample; facts that somebody entered are never touched.

    Pictures go to `data_dir/pictures/SKU.jpg`; `Product.picture` is the file's name.
    """
    recognised = select(Recognition.product_id).distinct()
    products = session.exec(select(Product).where(col(Product.id).in_(recognised))).all()
    priced = [product for product in products if product.price_vnd is None]
    for product in priced:
        _describe(product, kind_of(product.name))
    drawn = _draw([product for product in products if product.picture is None], data_dir)
    owners = {product.producer_id for product in products if product.producer_id is not None}
    return Sampled(len(priced), drawn, _open_accounts(session, owners))


def _describe(product: Product, kind: SampleKind) -> None:
    dice = _dice(product.sku)
    share = 70 + dice[0] * 80 // 255
    product.price_vnd = max(1000, kind.price_vnd * share // 100 // 5000 * 5000)
    product.price_is_sample = True
    product.stock = product.stock if product.stock is not None else 5 + dice[1] % 60
    product.weight_g = product.weight_g or kind.weight_g
    if not product.description:
        place = ", ".join(part for part in (product.xa, product.huyen, product.tinh) if part)
        product.description = (
            f"{product.name} là sản phẩm OCOP của {place or 'địa phương'}, đóng theo {kind.unit}. "
            "Mô tả, giá, khối lượng, tồn kho và ảnh trên trang này là số liệu mẫu của bản dùng "
            "thử, không phải của chủ thể."
        )


def _draw(products: list[Product], data_dir: Path) -> int:
    folder = data_dir / PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    for product in products:
        file = folder / f"{product.sku}.jpg"
        if not file.exists():
            file.write_bytes(draw_picture(kind_of(product.name).key, product.sku))
        product.picture, product.picture_is_sample = file.name, True
    return len(products)


def _open_accounts(session: Session, owners: Iterable[int]) -> int:
    """Three of four producers get a sample account; the others stay unknown."""
    there = set(session.exec(select(PaymentAccount.producer_id)))
    opened = 0
    for producer in session.exec(select(Producer).where(col(Producer.id).in_(owners))):
        dice = _dice("payment account" + producer.name_key)
        if producer.id is None or producer.id in there or dice[0] % 4 == 3:
            continue
        kind, provider = _PROVIDERS[dice[1] % len(_PROVIDERS)]
        state = PaymentState.VERIFIED if dice[2] % 3 else PaymentState.DECLARED
        session.add(
            PaymentAccount(
                producer_id=producer.id, kind=kind, provider=provider, state=state, is_sample=True
            )
        )
        opened += 1
    session.flush()
    return opened


def _dice(seed: str) -> bytes:
    return hashlib.sha256(b"chophien sample" + seed.encode()).digest()
