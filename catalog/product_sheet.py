"""What producers (chủ thể) and staff state of a product: price, stock, weight, words, picture."""

from dataclasses import dataclass, fields
from typing import Any

from sqlmodel import Session

from catalog import audit
from catalog.errors import ChoPhienError
from catalog.models import Product, utc_now
from catalog.status import ProductGroup
from catalog.version import raise_version

LEAST_PRICE, HIGHEST_PRICE = 1_000, 1_000_000_000
HIGHEST_STOCK = 1_000_000
HIGHEST_WEIGHT = 500_000
LONGEST_DESCRIPTION = 3_000


class SheetError(ChoPhienError):
    """A value outside its range; its code says which one."""

    code = "data_invalid"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person states; None leaves a fact as it is.

    Price in integer đồng, weight in grams with the wrapping, `picture` a name among the
    installation's pictures (see `catalog.pictures`). The group (nhóm) is for staff to state: where
    an annex leaves it out, it decides where the product is found and what a channel asks for.
    """

    price_vnd: int | None = None
    stock: int | None = None
    weight_g: int | None = None
    description: str | None = None
    picture: str | None = None
    product_group: ProductGroup | None = None


def state(session: Session, product_id: int, stated: Stated, actor: str) -> tuple[str, ...]:
    """Store what was stated, an audit line for each fact that changed; returns their names.

    The next plan carries them to the channels. A stated price or picture is no sample any more.
    Raises SheetError for an unknown product or a value out of its range.
    """
    _check(stated)
    product = session.get(Product, product_id)
    if product is None:
        raise SheetError("Không có sản phẩm này")
    given = {
        field.name: value
        for field in fields(stated)
        if (value := getattr(stated, field.name)) is not None
    }
    changed = {name: value for name, value in given.items() if getattr(product, name) != value}
    before = {name: getattr(product, name) for name in changed}
    for name, value in changed.items():
        setattr(product, name, value)
    if "price_vnd" in given:
        product.price_is_sample = False
    if "picture" in given:
        product.picture_is_sample = False
    product.updated_at = utc_now()
    session.add(product)
    session.flush()
    for name, value in changed.items():
        _tell(session, actor, product_id, name, before[name], value)
    raise_version(session)
    return tuple(changed)


ACTIONS = {"price_vnd": "price", "weight_g": "weight", "product_group": "group"}
"""Audit words: the plan asks the trail who re-priced, for that person may not approve the plan."""


def _tell(session: Session, actor: str, product_id: int, name: str, old: Any, new: Any) -> None:
    # The old text is in the backups: a trail of whole descriptions would bury the rest.
    values = {} if name == "description" else {"before": old, "after": new}
    audit.write(session, actor, ACTIONS.get(name, name), "product", product_id, **values)


def _check(stated: Stated) -> None:
    if not _within(stated.price_vnd, LEAST_PRICE, HIGHEST_PRICE):
        raise SheetError("Giá phải là số đồng nguyên, từ 1.000 đến 1.000.000.000", "price_invalid")
    if not _within(stated.stock, 0, HIGHEST_STOCK):
        raise SheetError("Tồn kho phải là số nguyên, từ 0 đến 1.000.000", "stock_invalid")
    if not _within(stated.weight_g, 1, HIGHEST_WEIGHT):
        raise SheetError("Khối lượng phải là số gam nguyên, từ 1 đến 500.000", "weight_invalid")
    if stated.description is not None and len(stated.description) > LONGEST_DESCRIPTION:
        raise SheetError(f"Mô tả dài quá {LONGEST_DESCRIPTION} chữ", "description_invalid")


def _within(value: int | None, least: int, most: int) -> bool:
    return value is None or least <= value <= most
