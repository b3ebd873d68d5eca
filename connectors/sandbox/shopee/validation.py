"""Everything ``add_item`` and ``update_item`` refuse, each with Shopee's own code."""

from collections.abc import Callable
from typing import Any

from connectors.sandbox.shopee import catalogue_data as data
from connectors.sandbox.shopee.attributes import check_attributes
from connectors.sandbox.shopee.envelope import ApiError, param_error
from connectors.sandbox.shopee.media import known_images
from connectors.sandbox.shopee.params import whole
from connectors.sandbox.shopee.rules import Rules

Draft = dict[str, Any]
_MAX_HASHTAGS = 18
_MAX_SKU = 100
_REQUIRED = (
    "item_name",
    "description",
    "category_id",
    "original_price",
    "weight",
    "image",
    "logistic_info",
)


def refuse(code: str, message: str) -> ApiError:
    """An error of the product module."""
    return ApiError(f"product.{code}", message)


def check_new_item(draft: Draft, rules: Rules) -> None:
    """Raise ApiError for the first thing wrong with a new item."""
    for name in _REQUIRED:
        if draft.get(name) is None:
            raise param_error(f"Invalid parameter: {name} is required")
    check_price(draft["original_price"])
    check_seller_stock(draft.get("seller_stock"))
    check_item(draft, rules)


def check_item(draft: Draft, rules: Rules) -> None:
    """Raise ApiError for the first thing wrong apart from price and stock."""
    _check_category(draft["category_id"], rules)
    for check in _CHECKS:
        check(draft)


def check_price(price: object) -> None:
    """Whole đồng within the limits; VND takes no decimals."""
    low, high = data.PRICE
    if not isinstance(price, int) or isinstance(price, bool):
        raise refuse("error_invalid_price", "Invalid price, please use the correct format")
    if price < low:
        raise refuse("error_price_exceed_min_limit", f"Price is lower than {low}.")
    if price > high:
        raise refuse("error_price_exceed_max_limit", f"Price is higher than {high}.")


def check_seller_stock(entries: object) -> int:
    """The stock of ``seller_stock`` (one location); raises ``error_param``."""
    if not isinstance(entries, list) or len(entries) != 1 or not isinstance(entries[0], dict):
        raise param_error("Invalid parameter: seller_stock")
    stock = entries[0].get("stock")
    low, high = data.STOCK
    if not isinstance(stock, int) or isinstance(stock, bool) or not low <= stock <= high:
        raise param_error(f"Invalid parameter: stock must be {low} to {high}")
    return stock


def _check_category(category_id: object, rules: Rules) -> None:
    if not isinstance(category_id, int) or not data.is_leaf(category_id):
        raise refuse("error_invalid_category", "The category is not a leaf category.")
    if category_id in rules.blocked_categories:
        raise refuse("error_category_is_block", "Category is restricted")


def _check_name(draft: Draft) -> None:
    name = draft["item_name"]
    low, high = data.NAME_LENGTH
    if not isinstance(name, str) or not name.strip():
        raise refuse("error_item_name_empty", "Item name is empty.")
    if len(name) < low:
        raise refuse("error_item_name_is_too_short", f"Name has less than {low} characters.")
    if len(name) > high:
        raise refuse("error_title_exceeds_max_length", f"Name has more than {high} characters.")


def _check_description(draft: Draft) -> None:
    text = draft["description"]
    low, high = data.DESCRIPTION_LENGTH
    if not isinstance(text, str) or len(text) < low:
        raise refuse("error_desc_length_min_limit", f"Description: at least {low} characters.")
    if len(text) > high:
        raise refuse("error_desc_length_max_limit", f"Description: at most {high} characters.")
    if sum(word.startswith("#") for word in text.split()) > _MAX_HASHTAGS:
        raise refuse("error_desc_hash_tag_over_limit", f"hash tags > {_MAX_HASHTAGS}")


def _check_weight(draft: Draft) -> None:
    weight = draft["weight"]
    if isinstance(weight, bool) or not isinstance(weight, int | float) or weight <= 0:
        raise param_error("Invalid parameter: weight must be a positive number of kg")


def _check_images(draft: Draft) -> None:
    picture = draft["image"]
    ids = picture.get("image_id_list") if isinstance(picture, dict) else None
    low, high = data.IMAGE_COUNT
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise param_error("Invalid parameter: image.image_id_list")
    if len(ids) < low:
        raise refuse("error_image_num_min", "At least one image is required.")
    if len(ids) > high:
        raise refuse("error_image_num_max", f"At most {high} images are allowed.")
    if set(ids) - known_images(ids):
        raise refuse("error_image_unavailable", "Image id does not exist.")


def _check_logistics(draft: Draft) -> None:
    entries = draft["logistic_info"]
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise param_error("Invalid parameter: logistic_info")
    enabled = [_channel(entry, draft) for entry in entries if entry.get("enabled") is True]
    if not enabled:
        raise refuse("error_invalid_logistic_info", "Please enable at least one channel.")


def _channel(entry: dict[str, Any], draft: Draft) -> data.Channel:
    for channel in data.CHANNELS:
        if channel.logistic_id == entry.get("logistic_id"):
            break
    else:
        raise refuse("error_invalid_logistic_info", "invalid logistic info , unknown channel")
    if not channel.enabled or channel.mask_channel_id:
        raise refuse("error_invalid_logistic_info", "invalid logistic info , channel not enabled")
    if draft["weight"] > channel.max_weight:
        raise refuse("error_invalid_logistic_info", "invalid logistic info , weight over limit")
    if channel.fee_type == "SIZE_INPUT" and not draft.get("dimension"):
        raise refuse("error_invalid_logistic_info", "invalid logistic info , dimension required")
    return channel


def _check_brand(draft: Draft) -> None:
    brand = draft.get("brand")
    if not isinstance(brand, dict):
        raise refuse("error_less_required_brand", "Brand information required")
    number, name = brand.get("brand_id"), brand.get("original_brand_name")
    if not name:
        raise refuse("error_invalid_brand", "Brand name required")
    if (number, name) not in (data.NO_BRAND, *data.BRANDS):
        raise refuse("error_invalid_brand", "Brand ID value should be '0'")


def _check_dimension(draft: Draft) -> None:
    size = draft.get("dimension")
    if size is None:
        return
    sides = ("package_length", "package_width", "package_height")
    fits = isinstance(size, dict) and all(whole(size.get(side)) for side in sides)
    if not fits or min(size[side] for side in sides) < 1:
        raise param_error("Invalid parameter: dimension")


def _check_simple_fields(draft: Draft) -> None:
    sku = draft.get("item_sku", "")
    if not isinstance(sku, str) or len(sku) > _MAX_SKU:
        raise param_error("Invalid parameter: item_sku")
    if draft.get("condition", "NEW") not in {"NEW", "USED"}:
        raise param_error("Invalid parameter: condition")
    if draft.get("item_status", "NORMAL") not in {"NORMAL", "UNLIST"}:
        raise refuse("error_param_item_status", "Invalid item status.")


def _check_attribute_list(draft: Draft) -> None:
    check_attributes(draft["category_id"], draft.get("attribute_list", []))


_CHECKS: tuple[Callable[[Draft], None], ...] = (
    _check_name,
    _check_description,
    _check_weight,
    _check_dimension,
    _check_images,
    _check_logistics,
    _check_brand,
    _check_simple_fields,
    _check_attribute_list,
)
