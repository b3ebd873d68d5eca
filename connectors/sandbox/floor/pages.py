"""Public pages of the floor: home, shop, product; server-rendered."""

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from connectors.sandbox.floor.moderation import page_path, settle, shop_path
from connectors.sandbox.floor.photos import photo_paths
from connectors.sandbox.floor.rules import floor_rules
from connectors.sandbox.items import Item, find, find_one
from connectors.sandbox.shops import all_shops, find_shop
from connectors.sandbox.store import item
from connectors.sandbox.world import world

blueprint = Blueprint("floor_pages", __name__)
_PAGE_SIZE = 50
_RELATED = 4


def dong(price: int) -> str:
    """A price as Vietnamese pages write it: 1.234.567₫."""
    return f"{price:,}₫".replace(",", ".")


@blueprint.get("/")
def home() -> str:
    """Names the floor and its shops."""
    return render_template("floor_home.html", shops=all_shops(world()))


@blueprint.get("/gian-hang/<address>")
def shop_page(address: str) -> BaseResponse | str:
    """The goods of one shop that are on show, 50 a page (``?page=``).

    The shop is found by the number at the end of the address, whatever name stands before it.
    """
    here = world()
    settle(here)
    number = address.rpartition("-s")[2]
    shop = find_shop(here, int(number)) if number.isdecimal() else None
    if shop is None or shop.status == "GONE":
        return _gone(what="Gian hàng")
    if shop.status != "NORMAL":
        return render_template("floor_shop_shut.html", shop=shop)
    page = max(1, request.args.get("page", 1, type=int))
    shown = (item.c.shop_id == shop.shop_id, item.c.status == "live")
    goods = find(here, *shown, limit=_PAGE_SIZE + 1, offset=(page - 1) * _PAGE_SIZE)
    return render_template(
        "floor_shop.html",
        shop=shop,
        path=shop_path(shop.shop_id, shop.name),
        page=page,
        more=len(goods) > _PAGE_SIZE,
        goods=[(page_path(one), one) for one in goods[:_PAGE_SIZE]],
        dong=dong,
    )


@blueprint.get("/p/<address>.html")
def product(address: str) -> BaseResponse:
    """One product, found by the number at the end of the address."""
    here = world()
    settle(here)
    number = address.rpartition("-")[2]
    found = find_one(here, int(number)) if number.isdecimal() else None
    if found is None or found.status != "live":
        return _gone()
    if request.path != page_path(found):
        return redirect(page_path(found), 301)
    return _product_page(found)


def _product_page(found: Item) -> Response:
    here = world()
    rules = floor_rules(here)
    others = find(
        here,
        item.c.shop_id == found.shop_id,
        item.c.status == "live",
        item.c.item_id != found.item_id,
        limit=_RELATED,
    )
    photos = photo_paths(found.shop_id, found.payload["image"])
    host = request.host_url.rstrip("/")
    text = render_template(
        f"floor_product_{rules.theme.lower()}.html",
        item=found,
        shop=find_shop(here, found.shop_id),
        shape=rules.shape,
        address=host + page_path(found),
        related=[(page_path(one), one) for one in others],
        photos=photos,
        photo_urls=[host + path for path in photos],
        dong=dong,
    )
    response = make_response(text)
    if rules.validators in {"both", "etag"}:
        response.add_etag()
    if rules.validators in {"both", "last_modified"}:
        response.last_modified = datetime.fromtimestamp(found.update_time, UTC)
    response.make_conditional(request)
    return response


def _gone(what: str = "Sản phẩm") -> BaseResponse:
    """What answers for goods (or shops) that aren't shown, as the rules in force say."""
    kind = floor_rules(world()).gone
    if kind == "home":
        return redirect(url_for("floor_pages.home"))
    status = {"404": 404, "410": 410}.get(kind, 200)
    return make_response(render_template("floor_gone.html", what=what), status)
