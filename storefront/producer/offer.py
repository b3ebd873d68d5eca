"""A product's price and stock, kept by its producer (or by staff)."""

from flask import abort, flash, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from catalog import audit
from catalog.errors import ChoPhienError
from catalog.models import Product, utc_now
from catalog.version import raise_version
from storefront import links
from storefront.context import person, site
from storefront.i18n import gettext

LEAST_PRICE, HIGHEST_PRICE = 1_000, 1_000_000_000
HIGHEST_STOCK = 1_000_000


def whole_number(text: str) -> int | None:
    """180000, 180.000, 180 000 or 180.000 đ as a number; None for anything else."""
    digits = text.strip().lower().removesuffix("đ")
    for mark in (".", " ", "\u00a0"):
        digits = digits.replace(mark, "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 13 else None


def save(product_id: int) -> Response:
    """Store price and stock; the next plan carries them to the channels."""
    price, stock = _asked()
    who = person()
    if who is None:
        abort(401)
    with site().database.write() as session:
        product = session.get(Product, product_id)
        if product is None:
            abort(404)
        _store(session, product, price, stock, who.login)
    flash(gettext("Đã lưu giá và tồn kho; kế hoạch tới sẽ đưa lên sàn."))
    target = links.local_path(request.form.get("next"))
    return redirect(target if target != "/" else url_for("producer.own"))


def _store(session: Session, product: Product, price: int, stock: int, login: str) -> None:
    old_price, old_stock = product.price_vnd, product.stock
    product.price_vnd, product.price_is_sample, product.stock = price, False, stock
    product.updated_at = utc_now()
    session.add(product)
    session.flush()
    # The plan asks the trail who re-priced: that person may not approve the plan.
    if price != old_price:
        audit.write(session, login, "price", "product", product.id, before=old_price, after=price)
    if stock != old_stock:
        audit.write(session, login, "stock", "product", product.id, before=old_stock, after=stock)
    raise_version(session)


def _asked() -> tuple[int, int]:
    price = whole_number(request.form.get("price", ""))
    if price is None or not LEAST_PRICE <= price <= HIGHEST_PRICE:
        raise ChoPhienError(
            gettext("Giá phải là số đồng nguyên, từ 1.000 đến 1.000.000.000"), "price_invalid"
        )
    stock = whole_number(request.form.get("stock", ""))
    if stock is None or stock > HIGHEST_STOCK:
        raise ChoPhienError(
            gettext("Tồn kho phải là số nguyên, từ 0 đến 1.000.000"), "stock_invalid"
        )
    return price, stock
