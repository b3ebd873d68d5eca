"""The body of a listing, and everything wrong with a draft that we can see before sending."""

from collections.abc import Sequence

from catalog.contract import ListingDraft
from connectors.base import Rejected
from connectors.shopee.lookups import Limits, LogisticsChannel

MOST_PICTURE_BYTES = 10 * 1024 * 1024
PICTURE_TYPES = frozenset({"image/jpeg", "image/png"})
MOST_HASHTAGS = 18
NO_BRAND = {"brand_id": 0, "original_brand_name": "No Brand"}
_NEEDS_SIZE = frozenset({"SIZE_INPUT", "SIZE_SELECTION"})


def plain_problem(draft: ListingDraft) -> Rejected | None:
    """What is wrong with a draft whatever the category; None when nothing is."""
    if draft.price_vnd <= 0:
        return Rejected("price_missing", "Sản phẩm chưa có giá bán", "original_price")
    if not draft.pictures:
        return Rejected("picture_missing", "Chưa có ảnh", "image")
    for picture in draft.pictures:
        if picture.content_type not in PICTURE_TYPES or not picture.content:
            return Rejected("picture_invalid", f"Ảnh {picture.name} không phải JPG/PNG", "image")
        if len(picture.content) > MOST_PICTURE_BYTES:
            return Rejected("picture_invalid", f"Ảnh {picture.name} lớn hơn 10 MB", "image")
    if draft.weight_g <= 0:
        return Rejected("data_invalid", "Chưa có khối lượng đóng gói", "weight")
    return None


def limit_problem(draft: ListingDraft, limits: Limits) -> Rejected | None:
    """What falls outside the bounds of this shop and category; None when nothing does."""
    name = title(draft, limits)
    if not limits.item_name_length_limit.holds(len(name)):
        return Rejected("name_invalid", f"Tên dài {len(name)} ký tự", "item_name")
    length = len(draft.description)
    if not limits.item_description_length_limit.holds(length):
        return Rejected("description_invalid", f"Mô tả dài {length} ký tự", "description")
    if sum(word.startswith("#") for word in draft.description.split()) > MOST_HASHTAGS:
        return Rejected("description_invalid", f"Quá {MOST_HASHTAGS} hashtag", "description")
    return price_problem(draft, limits) or stock_problem(draft, limits)


def price_problem(draft: ListingDraft, limits: Limits) -> Rejected | None:
    """A price outside the bounds."""
    if limits.price_limit.holds(draft.price_vnd):
        return None
    return Rejected("price_invalid", f"Giá {draft.price_vnd} đ ngoài khung", "original_price")


def stock_problem(draft: ListingDraft, limits: Limits) -> Rejected | None:
    """A stock outside the bounds."""
    if draft.stock >= 0 and limits.stock_limit.holds(draft.stock):
        return None
    return Rejected("stock_invalid", f"Tồn kho {draft.stock} ngoài khung", "seller_stock")


def title(draft: ListingDraft, limits: Limits) -> str:
    """The name; one that is too short for Shopee gets its producer or place behind it."""
    least = limits.item_name_length_limit.min_limit
    name = draft.name
    for addition in (draft.producer, draft.place):
        if len(name) < least and addition:
            name = f"{name} - {addition}"
    return name


def content(
    draft: ListingDraft,
    limits: Limits,
    category_id: int,
    image_ids: Sequence[str],
    attribute_list: list[dict[str, object]],
    channels: Sequence[LogisticsChannel],
) -> dict[str, object]:
    """The fields that create and update share: everything but price and stock."""
    return {
        "item_name": title(draft, limits),
        "description": draft.description,
        "category_id": category_id,
        "weight": round(draft.weight_g / 1000, 3),
        "item_sku": draft.seller_sku,
        "condition": "NEW",
        "image": {"image_id_list": list(image_ids)},
        "brand": NO_BRAND,
        "attribute_list": attribute_list,
        "logistic_info": [
            {"logistic_id": one.logistics_channel_id, "enabled": True} for one in channels
        ],
    }


def usable(channels: Sequence[LogisticsChannel], wanted: Sequence[int]) -> list[LogisticsChannel]:
    """Carriers that need no parcel size (we know none); only the wanted ones if any are named."""
    return [
        one
        for one in channels
        if one.fee_type not in _NEEDS_SIZE and (not wanted or one.logistics_channel_id in wanted)
    ]
