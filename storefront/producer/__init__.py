"""The producer's own pages: "Gian hàng của tôi", each listing and product (staff see all)."""

from flask import Blueprint

from storefront.producer import offer, views

blueprint = Blueprint("producer", __name__)
blueprint.add_url_rule("/cua-toi", "own", views.own)
blueprint.add_url_rule("/tin/<int:listing_id>", "listing", views.listing)
blueprint.add_url_rule(
    "/tin/<int:listing_id>/lien-ket", "paste_url", views.paste_url, methods=["POST"]
)
blueprint.add_url_rule("/cua-toi/san-pham/<int:product_id>", "sheet", offer.sheet)
blueprint.add_url_rule("/cua-toi/san-pham/<int:product_id>", "offer", offer.save, methods=["POST"])
blueprint.add_url_rule("/tin/<int:listing_id>/kiem-tra", "look", views.look, methods=["POST"])
