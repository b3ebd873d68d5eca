"""One shop's page: what holds for all its goods, and which products stand on its shelf."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from catalog import shops
from catalog.errors import ChoPhienError
from catalog.models import Shop
from catalog.shelf import Change, Shelf
from catalog.shops import CommonValues
from storefront.context import site
from storefront.i18n import gettext, ngettext
from storefront.readmodels import shelf as shelf_model
from storefront.readmodels.packs import packs_of
from storefront.readmodels.shelf import ShelfQuery
from storefront.staff.shops import consent_address
from storefront.staff.work import actor

BLANK_ROWS = 3
"""Empty attribute rows below the filled ones: without a script none can be added."""

PUT_UP, TAKE_DOWN = "dua_len", "rut"


def shop(shop_id: int) -> str:
    """The shop's facts, its shop-wide values, and a page of its shelf."""
    return _page(shop_id)


def _page(shop_id: int, error: str = "", part: str = "") -> str:
    here, query = site(), ShelfQuery.of(request.args)
    with here.database.read() as session:
        page = shelf_model.shelf_page(session, shop_id, query, here.clock(), here.today())
        packs = packs_of(session, shop_id) if "packs.export" in current_app.view_functions else None
    if page is None:
        abort(404)
    return render_template(
        "staff/shop.html",
        page=page,
        packs=packs,
        query=query,
        error=error,
        part=part,
        consent=consent_address(page.shop),
        has_credentials=shops.has_credentials(here.settings, page.shop.channel),
        attributes=_typed() if part == "common" else page.common.attributes,
        blanks=BLANK_ROWS,
    )


def put(shop_id: int) -> Response:
    """Put products on the shelf or take them off: those ticked, or all that fit the filter."""
    here, query, deed = site(), ShelfQuery.of(request.form), request.form.get("viec", "")
    if deed not in {PUT_UP, TAKE_DOWN}:
        abort(400)
    with here.database.write() as session:
        _known(session, shop_id)
        shelf = Shelf.of(session, shop_id, here.today())
        ids = _asked(session, shelf, query)
        act = shelf.put_up if deed == PUT_UP else shelf.take_down
        change = act(session, ids, actor())
    if not ids:
        flash(gettext("Chưa chọn sản phẩm nào: đánh dấu vào ô trước tên sản phẩm."), "danger")
    else:
        flash(_told(change, deed))
    kept: dict[str, Any] = query.args()
    return redirect(url_for("staff.shop", shop_id=shop_id, **kept, _anchor="ke"))


def _known(session: Session, shop_id: int) -> None:
    if session.get(Shop, shop_id) is None:
        abort(404)


def _asked(session: Session, shelf: Shelf, query: ShelfQuery) -> list[int]:
    if request.form.get("tat_ca"):
        return shelf_model.chosen_ids(session, shelf, query)
    return [int(text) for text in request.form.getlist("san_pham") if _is_id(text)]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _told(change: Change, deed: str) -> str:
    """One sentence for each number that is not nought."""
    done = (
        ngettext("Đã đưa lên: %(num)s sản phẩm.", "Đã đưa lên: %(num)s sản phẩm.", change.changed)
        if deed == PUT_UP
        else ngettext("Đã rút: %(num)s sản phẩm.", "Đã rút: %(num)s sản phẩm.", change.changed)
    )
    rest = {
        gettext("Còn thiếu thông tin: %(n)s, sẽ tự gửi khi điền đủ.", n=change.waiting): (
            change.waiting
        ),
        gettext("Không có công nhận còn hiệu lực, không đưa lên: %(n)s.", n=change.uncertified): (
            change.uncertified
        ),
        gettext("Không đổi: %(n)s.", n=change.unchanged): change.unchanged,
    }
    return " ".join([done, *(text for text, number in rest.items() if number)])


def change(shop_id: int) -> Response | tuple[str, int]:
    """Correct the shop's name and address."""
    here, name, url = site(), request.form.get("ten", ""), request.form.get("dia_chi", "")
    try:
        with here.database.write() as session:
            _known(session, shop_id)
            shops.change_shop(session, shop_id, name, url, here.settings, actor())
    except ChoPhienError as error:
        return _page(shop_id, error.text_vi, "name"), 400
    flash(gettext("Đã lưu tên và địa chỉ gian hàng."))
    return redirect(url_for("staff.shop", shop_id=shop_id))


def common(shop_id: int) -> Response | tuple[str, int]:
    """Keep what holds for all goods of the shop."""
    try:
        values = _common_values()
        with site().database.write() as session:
            _known(session, shop_id)
            shops.set_common_values(session, shop_id, values, actor())
    except ChoPhienError as error:
        return _page(shop_id, error.text_vi, "common"), 400
    flash(
        gettext(
            "Đã lưu thuộc tính chung. Tin đã bị sàn từ chối vì thiếu thuộc tính: "
            "bấm “Gửi lại” ở Việc cần xử lý."
        )
    )
    return redirect(url_for("staff.shop", shop_id=shop_id))


def _typed() -> list[tuple[str, str]]:
    """The attribute rows as they were sent, blank ones left out."""
    pairs = zip(request.form.getlist("ten"), request.form.getlist("gia_tri"), strict=False)
    return [(name.strip(), value.strip()) for name, value in pairs if name.strip() or value.strip()]


def _common_values() -> CommonValues:
    category = request.form.get("nganh_hang", "").split()
    carriers = request.form.get("van_chuyen", "").replace(",", " ").split()
    named: dict[str, str] = {}
    for name, value in _typed():
        # A second row of the same name would silently win over the first.
        if name in named:
            raise shops.ShopError(gettext("Thuộc tính “%(name)s” ghi hai lần", name=name))
        named[name] = value
    return CommonValues(named, next(iter(_numbers(category)), None), _numbers(carriers))


def _numbers(texts: list[str]) -> list[int]:
    if not all(text.isascii() and text.isdigit() and len(text) < 16 for text in texts):
        raise shops.ShopError(gettext("Mã ngành hàng và mã vận chuyển là số"))
    return [int(text) for text in texts]
