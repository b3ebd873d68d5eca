"""Public product pages: a bot wall by default, as on the real Shopee."""

from flask import Blueprint, Response, make_response, render_template

from connectors.sandbox.items import Item, find_one
from connectors.sandbox.misbehave import SHELL_PAGE, WALL_PAGE
from connectors.sandbox.shopee.review import settle
from connectors.sandbox.shopee.rules import rules
from connectors.sandbox.shops import all_shops, find_shop
from connectors.sandbox.world import world

blueprint = Blueprint("pages", __name__)


def page_path(one: Item) -> str:
    """Where the public page of an item is."""
    return f"/product/{one.shop_id}/{one.item_id}"


@blueprint.get("/")
def home() -> str:
    """Names the marketplace and its shops."""
    return render_template("shopee_home.html", shops=all_shops(world()))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Product pages are closed to robots."""
    return Response("User-agent: *\nDisallow: /product/\n", mimetype="text/plain")


@blueprint.get("/product/<int:shop_id>/<int:item_id>")
def product(shop_id: int, item_id: int) -> Response:
    """The page of one item, as ``page_mode`` says: wall, shell or html."""
    here = world()
    settle(here)
    mode = rules(here).page_mode
    if mode != "html":
        return Response(WALL_PAGE if mode == "wall" else SHELL_PAGE, mimetype="text/html")
    found, shop = find_one(here, item_id, shop_id), find_shop(here, shop_id)
    if found is None or shop is None or found.status != "NORMAL":
        return make_response(render_template("shopee_gone.html"), 404)
    return make_response(render_template("shopee_product.html", item=found, shop=shop))
