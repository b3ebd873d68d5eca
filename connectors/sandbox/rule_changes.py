"""Checks changes of a marketplace's rules field by field."""

from typing import Any


def check_changes(current: dict[str, Any], changes: dict[str, Any]) -> None:
    """Raise ValueError for an unknown rule or a value of another kind than the present one."""
    for name, value in changes.items():
        if name not in current:
            raise ValueError(f"unknown rule: {name}")
        if not _same_kind(current[name], value):
            raise ValueError(f"bad value for {name}")


def _same_kind(old: object, new: object) -> bool:
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool)
    if isinstance(old, float):
        return isinstance(new, int | float) and new >= 0
    if isinstance(old, int):
        return isinstance(new, int) and new >= 0
    return isinstance(new, type(old))
