"""Shopee's error words → what to do and our catalogue code (contract sheet §3).

`error_auth` and `error_param` are overloaded, so their message is looked at too. A word that
nobody listed is a refusal of our data: it is shown to a person, never repeated.
"""

import re

from connectors.base import Decision, Kind, Response
from connectors.http.classify import by_status
from connectors.http.retry_after import retry_after
from connectors.shopee.wire import document, error_word

QUOTA_PAUSE = 3600.0
Meaning = tuple[Kind, str, str]

_TABLE: dict[str, Meaning] = {
    "error_rate_limit": (Kind.RATE_LIMITED, "rate_limited", ""),
    "error_limit": (Kind.RATE_LIMITED, "quota_exhausted", ""),
    **dict.fromkeys(
        ("invalid_acceess_token", "invalid_access_token"),
        (Kind.REFRESH_AUTH, "auth_expired", ""),
    ),
    **dict.fromkeys(
        (
            "error_get_shop_fail",
            "error_inner",
            "error_network",
            "error_server",
            "error_system_busy",
            "error_unlist_item_failed",
            "error_update_price_fail",
        ),
        (Kind.RETRY, "channel_down", ""),
    ),
    **dict.fromkeys(
        ("error_busi_add_item_failed", "error_unknown"), (Kind.AMBIGUOUS, "unknown_outcome", "")
    ),
    "error_sign": (Kind.CONFIG, "signature_invalid", ""),
    **dict.fromkeys(
        (
            "error_shop_refresh_token",
            "invalid_code",
            "partner_shop_no_link",
            "refresh_token_expired",
            "shop_access_expired",
            "shop_no_linked",
        ),
        (Kind.CONFIG, "auth_expired", ""),
    ),
    **dict.fromkeys(
        (
            "error_busi_invalid_shop_status",
            "error_kyc_auth",
            "error_seller_under_penalty",
            "shop_banned",
        ),
        (Kind.CONFIG, "shop_blocked", ""),
    ),
    **dict.fromkeys(
        (
            "error_api_call_restricted",
            "error_api_permission",
            "error_partner_key_expired",
            "source_ip_undeclared",
        ),
        (Kind.CONFIG, "permission_missing", ""),
    ),
    "error_repeated_mtsku": (Kind.REJECTED, "item_duplicate", "item_sku"),
    "error_item_not_found": (Kind.NOT_FOUND, "item_not_found", ""),
    "error_item_uneditable": (Kind.REJECTED, "item_locked", ""),
    "error_name_length_limit": (Kind.REJECTED, "name_invalid", "item_name"),
    "error_less_required_attribute": (Kind.REJECTED, "attribute_missing", "attribute_list"),
    "error_category_is_block": (Kind.REJECTED, "category_invalid", "category_id"),
    "error_file_size": (Kind.REJECTED, "picture_invalid", "image"),
}
_BY_PART: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("promotion", "uneditable", "locked", "reviewing"), "item_locked", ""),
    (("item_not_found", "invalid_item_id", "item_not_exist"), "item_not_found", ""),
    (("category",), "category_invalid", "category_id"),
    (("attribute", "brand"), "attribute_missing", "attribute_list"),
    (("title", "name"), "name_invalid", "item_name"),
    (("description",), "description_invalid", "description"),
    (("image", "picture"), "picture_invalid", "image"),
    (("price",), "price_invalid", "original_price"),
    (("stock",), "stock_invalid", "seller_stock"),
    (("certificat", "license"), "papers_missing", ""),
)
_CLOCK_TEXT = re.compile(r"\b(timestamp|sign)\b")


def classify(response: Response) -> Decision:
    """Say what an answer means; errors arrive with HTTP 200 too."""
    answer = document(response)
    plain = by_status(response)
    if answer is None:
        return plain if plain.kind is not Kind.OK else Decision(Kind.PARSE_CHANGED, "not_json")
    if "error" not in answer and "response" not in answer and plain.kind is not Kind.OK:
        return plain
    word = error_word(answer)
    if not word:
        return plain
    message = answer.get("message")
    text = message if isinstance(message, str) else ""
    decision = meaning(word, text)
    return _timed(decision, plain, response)


def meaning(word: str, text: str) -> Decision:
    """The decision for an error word (module prefix already gone) and its message."""
    kind, error, field = _overloaded(word, text) or _TABLE.get(word) or _guess(word, text)
    return Decision(kind, word, text, error=error, field=field)


def _timed(decision: Decision, plain: Decision, response: Response) -> Decision:
    after = retry_after(response.headers, response.received_at)
    if decision.error == "quota_exhausted":
        after = max(after or 0.0, QUOTA_PAUSE)
    if plain.kind is Kind.CHANNEL_DOWN and decision.kind is Kind.REJECTED:
        return plain
    return Decision(
        decision.kind, decision.code, decision.text, after, decision.error, decision.field
    )


def _overloaded(word: str, text: str) -> Meaning | None:
    low = text.casefold()
    if "interal error" in low or "internal error" in low:
        return Kind.RETRY, "channel_down", ""
    if word == "error_auth":
        return _auth(low)
    if word == "error_param" and _CLOCK_TEXT.search(low):
        return Kind.RESYNC_CLOCK, "signature_invalid", ""
    return None


def _auth(low: str) -> Meaning:
    if "system error" in low:
        return Kind.RETRY, "channel_down", ""
    if "access_token" in low:
        return Kind.REFRESH_AUTH, "auth_expired", ""
    if "partner_id or shopid" in low:
        return Kind.CONFIG, "auth_expired", ""
    return Kind.CONFIG, "permission_missing", ""


def _guess(word: str, text: str) -> Meaning:
    """Many words speak for themselves; the message decides where the word is a general one."""
    for source in (word.casefold(), text.casefold()):
        for parts, error, field in _BY_PART:
            if any(part in source for part in parts):
                kind = Kind.NOT_FOUND if error == "item_not_found" else Kind.REJECTED
                return kind, error, field
    return Kind.REJECTED, "data_invalid", ""


def table() -> dict[str, str]:
    """Every listed word with our catalogue code."""
    return {word: error for word, (_kind, error, _field) in _TABLE.items()}
