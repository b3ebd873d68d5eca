"""A product's sheet, kept by its producer (or by staff): price, stock, weight, words, picture."""

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from catalog import pictures, product_sheet
from catalog.errors import ChoPhienError
from catalog.product_sheet import SheetError, Stated
from catalog.status import ProductGroup
from storefront import links
from storefront.context import person, site
from storefront.i18n import gettext
from storefront.readmodels import sheet as sheet_model
from storefront.readmodels.sheet import SheetPage

WHOLE_SHEET = "phieu"
"""The hidden field of the whole sheet: there a fact may be left out that nobody stated yet."""


def whole_number(text: str) -> int | None:
    """180000, 180.000, 180 000, 180.000 đ or 500 g as a number; None for anything else."""
    digits = text.strip().lower().removesuffix("đ").removesuffix("g")
    for mark in (".", " ", "\u00a0"):
        digits = digits.replace(mark, "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 13 else None


def sheet(product_id: int) -> str:
    """What is stated of the product, and what is still missing."""
    return _page(_known(product_id))


def _known(product_id: int) -> SheetPage:
    with site().database.read() as session:
        page = sheet_model.sheet_page(session, product_id)
    if page is None:
        abort(404)
    return page


def _page(page: SheetPage, error: str = "") -> str:
    target = links.local_path(request.values.get("next"))
    return render_template(
        "producer/sheet.html",
        page=page,
        error=error,
        given=request.form,
        next=target if target != "/" else "",
        longest=product_sheet.LONGEST_DESCRIPTION,
        groups=list(ProductGroup),
    )


def save(product_id: int) -> Response | tuple[str, int]:
    """Store what was stated; the next plan carries it to the channels."""
    who = person()
    if who is None:
        abort(401)
    page, whole = _known(product_id), WHOLE_SHEET in request.form
    try:
        # The picture is redrawn and stored before the transaction begins: it may take a second.
        stated = _stated(page, whole=whole)
        with site().database.write() as session:
            product_sheet.state(session, product_id, stated, who.login)
    except ChoPhienError as error:
        if not whole:
            raise
        return _page(page, error.text_vi), 400
    flash(gettext("Đã lưu thông tin sản phẩm; kế hoạch tới sẽ đưa lên sàn."))
    target = links.local_path(request.form.get("next"))
    if target == "/":
        target = url_for("producer.sheet" if whole else "producer.own", product_id=product_id)
    return redirect(target)


def _stated(page: SheetPage, *, whole: bool) -> Stated:
    asked = Stated(
        price_vnd=_number("price", None if page.price_is_sample else page.price_vnd, whole=whole),
        stock=_number("stock", page.stock, whole=whole),
    )
    if not whole:
        return asked
    return replace(
        asked,
        weight_g=_number("weight", page.weight_g, whole=True),
        description=request.form.get("description", "").replace("\r\n", "\n").strip(),
        picture=_picture(),
        product_group=_group(),
    )


def _group() -> ProductGroup | None:
    """The group that staff chose; a producer's form has none, and one sent along is not heard."""
    who, told = person(), request.form.get("group", "")
    if who is None or not who.is_staff or not told:
        return None
    if told not in set(ProductGroup):
        raise SheetError(gettext("Chọn một nhóm sản phẩm trong danh sách"))
    return ProductGroup(told)


def _refusal(name: str) -> SheetError:
    texts = {
        "price": gettext("Giá phải là số đồng nguyên, từ 1.000 đến 1.000.000.000"),
        "stock": gettext("Tồn kho phải là số nguyên, từ 0 đến 1.000.000"),
        "weight": gettext("Khối lượng phải là số gam nguyên, từ 1 đến 500.000"),
    }
    return SheetError(texts[name], f"{name}_invalid")


def _number(name: str, known: int | None, *, whole: bool) -> int | None:
    """The number stated; None leaves what nobody stated yet. A known one is not emptied."""
    text = request.form.get(name, "")
    if whole and known is None and not text.strip():
        return None
    number = whole_number(text)
    if number is None:
        raise _refusal(name)
    return number


def _picture() -> str | None:
    upload = request.files.get("picture")
    if upload is None or not upload.filename:
        return None
    content = upload.stream.read(pictures.MOST_BYTES + 1)
    return pictures.keep(site().settings.data_dir, pictures.redraw(content))
