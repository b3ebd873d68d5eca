"""Shop info and the reference data a listing needs: categories to channels."""

from typing import Any

from flask import Blueprint, Response, request

from connectors.sandbox.shopee import catalogue_data as data
from connectors.sandbox.shopee.auth import caller_shop_id
from connectors.sandbox.shopee.envelope import ApiError, flat, param_error, wrapped
from connectors.sandbox.shopee.params import id_list, integer
from connectors.sandbox.shopee.rules import rules
from connectors.sandbox.shops import AUTHORIZED_SECONDS, find_shop
from connectors.sandbox.world import world

blueprint = Blueprint("reference", __name__, url_prefix="/api/v2")


@blueprint.get("/shop/get_shop_info")
def get_shop_info() -> Response:
    """Name, region and state of the calling shop; flat envelope."""
    shop = find_shop(world(), caller_shop_id())
    if shop is None:
        raise ApiError("error_auth", "Invalid partner_id or shopid")
    return flat(
        shop_name=shop.name,
        region="VN",
        status=shop.status,
        is_cb=False,
        auth_time=shop.auth_time,
        expire_time=shop.auth_time + AUTHORIZED_SECONDS,
    )


@blueprint.get("/product/get_category")
def get_category() -> Response:
    """The whole tree; ``language`` vi (default vi) or en."""
    english = request.args.get("language", "vi") == "en"
    return wrapped({"category_list": [_category(one, english) for one in data.CATEGORIES]})


def _category(category: data.Category, english: bool) -> dict[str, Any]:
    return {
        "category_id": category.category_id,
        "parent_category_id": category.parent_id,
        "original_category_name": category.english,
        "display_category_name": category.english if english else category.name,
        "has_children": not data.is_leaf(category.category_id),
    }


@blueprint.get("/product/category_recommend")
def category_recommend() -> Response:
    """Leaf categories whose key words stand in the name, the longest match first."""
    name = request.args.get("item_name", "").casefold()
    if not name:
        raise param_error("Invalid parameter: item_name")
    hits = [
        (max((len(word) for word in category.keywords if word in name), default=0), category)
        for category in data.CATEGORIES
    ]
    best = sorted((hit for hit in hits if hit[0]), key=lambda hit: -hit[0])
    return wrapped({"category_id": [category.category_id for _length, category in best[:3]]})


@blueprint.get("/product/get_attribute_tree")
def get_attribute_tree() -> Response:
    """Attributes of up to 20 categories."""
    trees = [
        {
            "category_id": category_id,
            "attribute_tree": [_attribute(one) for one in data.attributes_of(category_id)],
        }
        for category_id in id_list("category_id_list", 20)
        if _leaf(category_id)
    ]
    return wrapped({"list": trees})


def _leaf(category_id: int) -> bool:
    if not data.is_leaf(category_id):
        raise ApiError("product.error_invalid_category", "The category is not a leaf category.")
    return True


def _attribute(attribute: data.Attribute) -> dict[str, Any]:
    return {
        "attribute_id": attribute.attribute_id,
        "name": attribute.name,
        "mandatory": attribute.mandatory,
        "attribute_value_list": [
            {"value_id": value_id, "name": name, "value_unit": "", "child_attribute_list": []}
            for value_id, name in attribute.values
        ],
        "attribute_info": {
            "input_type": attribute.input_type,
            "input_validation_type": attribute.validation,
            "format_type": 2 if attribute.units else 1,
            "attribute_unit_list": list(attribute.units),
            "max_value_count": attribute.max_values,
            "support_search_value": False,
        },
    }


@blueprint.get("/product/get_brand_list")
def get_brand_list() -> Response:
    """Brands of a leaf category, page by page; status 1 normal, 2 pending (none here)."""
    offset, size = integer("offset"), integer("page_size", low=1, high=100)
    status = integer("status", low=1, high=2)
    _leaf(integer("category_id"))
    brands = (data.NO_BRAND, *data.BRANDS) if status == 1 else ()
    page = brands[offset : offset + size]
    more = offset + size < len(brands)
    return wrapped(
        {
            "brand_list": [
                {"brand_id": number, "original_brand_name": name, "display_brand_name": name}
                for number, name in page
            ],
            "has_next_page": more,
            "next_offset": offset + len(page),
            "is_mandatory": False,
            "input_type": "DROP_DOWN",
        }
    )


@blueprint.get("/product/get_item_limit")
def get_item_limit() -> Response:
    """Bounds of a listing in a category."""
    if "category_id" in request.args:
        _leaf(integer("category_id"))
    bounds = {
        "price_limit": data.PRICE,
        "stock_limit": data.STOCK,
        "item_name_length_limit": data.NAME_LENGTH,
        "item_description_length_limit": data.DESCRIPTION_LENGTH,
        "item_image_count_limit": data.IMAGE_COUNT,
    }
    return wrapped(
        {
            **{name: {"min_limit": low, "max_limit": high} for name, (low, high) in bounds.items()},
            "item_count_limit": {"max_limit": rules(world()).item_limit},
            "dts_limit": {
                "days_to_ship_limit": dict(
                    zip(("min_limit", "max_limit"), data.DAYS_TO_SHIP, strict=True)
                ),
                "non_pre_order_days_to_ship": 2,
                "support_pre_order": True,
            },
            "weight_limit": {"weight_mandatory": True},
            "dimension_limit": {"dimension_mandatory": False},
            "gtin_limit": {"gtin_validation_rule": "Optional"},
        }
    )


@blueprint.get("/logistics/get_channel_list")
def get_channel_list() -> Response:
    """Logistics channels of the shop; usable when enabled with mask_channel_id 0."""
    return wrapped(
        {
            "logistics_channel_list": [
                {
                    "logistics_channel_id": channel.logistic_id,
                    "logistics_channel_name": channel.name,
                    "enabled": channel.enabled,
                    "fee_type": channel.fee_type,
                    "mask_channel_id": channel.mask_channel_id,
                    "cod_enabled": True,
                    "size_list": [],
                    "weight_limit": {
                        "item_max_weight": channel.max_weight,
                        "item_min_weight": 0.01,
                    },
                }
                for channel in data.CHANNELS
            ]
        }
    )
