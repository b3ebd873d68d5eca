"""Checks ``attribute_list`` against the attributes of a category."""

from typing import Any

from connectors.sandbox.shopee import catalogue_data as data
from connectors.sandbox.shopee.envelope import ApiError, param_error

_LISTED_ONLY = {data.DROP_DOWN, data.MULTI_DROP}


def check_attributes(category_id: int, entries: object) -> None:
    """Raise ApiError for a missing mandatory, an unknown or an ill-filled attribute."""
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise param_error("Invalid parameter: attribute_list")
    known = {one.attribute_id: one for one in data.attributes_of(category_id)}
    given = {entry.get("attribute_id"): entry for entry in entries}
    if set(given) - set(known):
        raise ApiError(
            "product.error_invalid_category_attribute", "Attribute does not fit the category."
        )
    for attribute_id, entry in given.items():
        _check_values(known[attribute_id], entry.get("attribute_value_list"))
    missing = [
        one.name for one in known.values() if one.mandatory and one.attribute_id not in given
    ]
    if missing:
        raise ApiError(
            "product.error_less_required_attribute",
            f"Mandatory attribute information required: {', '.join(missing)}",
        )


def _check_values(attribute: data.Attribute, values: object) -> None:
    if not isinstance(values, list) or not 1 <= len(values) <= attribute.max_values:
        raise _bad_value(attribute, "wrong number of values")
    for value in values:
        if not isinstance(value, dict):
            raise _bad_value(attribute, "not an object")
        _check_value(attribute, value)


def _check_value(attribute: data.Attribute, value: dict[str, Any]) -> None:
    value_id, text = value.get("value_id"), value.get("original_value_name")
    if value_id:
        if value_id not in {number for number, _name in attribute.values}:
            raise _bad_value(attribute, "unknown value_id")
        return
    if attribute.input_type in _LISTED_ONLY:
        raise _bad_value(attribute, "choose one of the listed values")
    if value_id != 0:
        raise ApiError("product.error_value_id_must_equal_zero", f"{attribute.name}: value_id")
    if not isinstance(text, str) or not text.strip():
        raise ApiError("product.error_value_name_required", f"{attribute.name}: value name")
    if not _has_form(attribute.validation, text):
        raise _bad_value(attribute, "wrong format")
    if attribute.units and value.get("value_unit") not in attribute.units:
        raise _bad_value(attribute, f"unit must be one of {', '.join(attribute.units)}")


def _has_form(validation: int, text: str) -> bool:
    if validation in {data.INTEGER, data.DATE}:  # dates are Unix seconds written as text
        return text.isdecimal()
    if validation == data.DECIMAL:
        whole, _dot, fraction = text.partition(".")
        return whole.isdecimal() and (not _dot or fraction.isdecimal())
    return True


def _bad_value(attribute: data.Attribute, why: str) -> ApiError:
    return ApiError("product.error_invalid_attribute_value", f"{attribute.name}: {why}")
