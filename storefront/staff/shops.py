"""All digital shops, and the way to a seller's (renewed) consent."""

from collections.abc import Mapping

from flask import current_app, render_template, request, url_for

from storefront.context import site
from storefront.readmodels import shops as shops_model
from storefront.readmodels.shops import ShopLine
from storefront.staff.work import page_number

CONSENT_ENDPOINTS: Mapping[str, str] = {"shopee": "consent.start"}
"""Channel → the view that leads to its consent page, registered by whoever composes the app."""


def shops() -> str:
    """Every shop with its state, goods on sale and authorisation."""
    here = site()
    lacking = request.args.get("uy_quyen") == "can"
    with here.database.read() as session:
        page = shops_model.shop_list(session, here.clock(), page_number(), lacking_only=lacking)
    return render_template(
        "staff/shops.html", page=page, lacking=lacking, consent_address=consent_address
    )


def consent_address(shop: ShopLine) -> str | None:
    """Where the button posts to; None where this installation can't ask for consent."""
    endpoint = CONSENT_ENDPOINTS.get(shop.channel)
    if endpoint is None or endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, shop_id=shop.id)
