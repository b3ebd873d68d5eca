"""Pages for everybody: the catalog, products, producers."""

from typing import Any, cast

from flask import Blueprint, Flask
from flask_limiter import Limiter

from storefront.public import files, pages, reports

REPORTS_PER_ADDRESS = "5 per minute; 30 per hour"

blueprint = Blueprint("public", __name__)
blueprint.add_url_rule("/", "home", pages.home)
blueprint.add_url_rule("/san-pham", "products", pages.products)
blueprint.add_url_rule("/san-pham/<slug>-<int:product_id>", "product", pages.product)
blueprint.add_url_rule("/chu-the/<int:producer_id>", "producer", pages.producer)
blueprint.add_url_rule(
    "/bao-sai/<int:listing_id>", "report", reports.report, methods=["GET", "POST"]
)
blueprint.add_url_rule("/anh/<name>", "picture", files.picture)
blueprint.add_url_rule("/robots.txt", "robots", files.robots)
blueprint.add_url_rule("/ngon-ngu/<code>", "language", files.language)


def limit(app: Flask) -> None:
    """Limit what one address may report: each report has a floor's page asked for."""
    limiter = cast(Limiter, app.extensions["chophien_limiter"])
    view: Any = app.view_functions["public.report"]
    app.view_functions["public.report"] = limiter.limit(REPORTS_PER_ADDRESS, methods=["POST"])(view)
