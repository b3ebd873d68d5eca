"""The seller's desk a person uses (kênh người bán): one product by form, many by sheet."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request

from connectors.sandbox.floor.photos import take_photos
from connectors.sandbox.floor.upload import put_up_rows, read_sheet
from connectors.sandbox.shops import all_shops, find_shop
from connectors.sandbox.world import world

blueprint = Blueprint("selling", __name__)
_FIELDS = ("sku", "name", "price", "stock", "description")


@blueprint.get("/ban-hang")
def desk() -> str:
    """The empty form."""
    return render_template("floor_selling.html", shops=all_shops(world()), result=None)


@blueprint.post("/ban-hang")
def put_up_form() -> Response:
    """Put up the product of the form, or the rows of the chosen sheet."""
    shop_id = request.form.get("shop_id", 0, type=int)
    if find_shop(world(), shop_id) is None:
        abort(400)
    photos = [file for file in request.files.getlist("image") if file.filename]
    names = ";".join(file.filename or "" for file in photos)
    wrong = take_photos(world(), shop_id, photos)
    result = put_up_rows(world(), shop_id, _rows(names)) | {"wrong_photos": wrong}
    page = render_template("floor_selling.html", shops=all_shops(world()), result=result)
    return make_response(page, 422 if result["refused"] or wrong else 200)


def _rows(photo_names: str) -> list[dict[str, Any]]:
    sheet = request.files.get("sheet")
    if sheet and sheet.filename:
        return read_sheet(sheet)
    row: dict[str, Any] = {name: request.form.get(name, "") for name in _FIELDS}
    return [{**row, "image": photo_names}]
