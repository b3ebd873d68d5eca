"""Pages for everybody: the catalog, products, producers."""

from flask import Blueprint

from storefront.public import files, pages

blueprint = Blueprint("public", __name__)
blueprint.add_url_rule("/", "home", pages.home)
blueprint.add_url_rule("/san-pham", "products", pages.products)
blueprint.add_url_rule("/san-pham/<slug>-<int:product_id>", "product", pages.product)
blueprint.add_url_rule("/chu-the/<int:producer_id>", "producer", pages.producer)
blueprint.add_url_rule("/anh/<name>", "picture", files.picture)
blueprint.add_url_rule("/robots.txt", "robots", files.robots)
blueprint.add_url_rule("/ngon-ngu/<code>", "language", files.language)
