"""Writes docs/reference.md: every setting, status and error code, from the code itself.

Run `python -m catalog.reference > docs/reference.md` after changing one of them.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from catalog import labels
from catalog.config import Settings
from catalog.errors import CATALOGUE, OWNER_VI

AXES: Sequence[tuple[str, Iterable[tuple[StrEnum, str]]]] = (
    ("intent: what we want", labels.INTENT_VI.items()),
    ("dispatch: what became of asking", labels.DISPATCH_VI.items()),
    ("observed: what the channel shows", labels.OBSERVED_VI.items()),
    ("method of an observation", labels.METHOD_VI.items()),
    ("action of a plan", labels.ACTION_VI.items()),
    ("task", labels.TASK_VI.items()),
    ("shop (gian hàng số)", labels.SHOP_VI.items()),
    ("public page of a shop", labels.SHOP_SEEN_VI.items()),
    ("notice (thông báo)", labels.NOTICE_VI.items()),
    ("way of a notice", labels.WAY_VI.items()),
    ("payment account (tài khoản thanh toán điện tử)", labels.PAYMENT_VI.items()),
)


def _nested(field: FieldInfo) -> type[BaseModel] | None:
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def settings_rows(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Each setting as (dotted key, default, description), tables flattened."""
    for name, field in model.model_fields.items():
        nested = _nested(field)
        if nested is not None:
            yield from settings_rows(nested, f"{prefix}{name}.")
            continue
        default = field.get_default(call_default_factory=True, validated_data={})
        yield f"{prefix}{name}", _shown(default), field.description or ""


def _shown(default: object) -> str:
    return "–" if default in (None, "", [], {}) else f"`{default}`"


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield "# Reference: settings, statuses, errors"
    yield ""
    yield "Made by `python -m catalog.reference`; a test fails when this page is behind the code."
    yield ""
    yield "## Settings"
    yield ""
    yield "In `config.toml` as tables, or in the environment: `web.port` is `CHOPHIEN_WEB__PORT`."
    yield ""
    yield "| setting | default | meaning |"
    yield "|---|---|---|"
    for key, default, meaning in settings_rows(Settings):
        yield f"| `{key}` | {default} | {meaning} |"
    yield ""
    yield "## Statuses"
    for title, words in AXES:
        yield ""
        yield f"### {title}"
        yield ""
        yield "| value | shown as |"
        yield "|---|---|"
        for word, shown in words:
            yield f"| `{word.value}` | {shown} |"
    yield ""
    yield "## Errors"
    yield ""
    yield "| code | whose move | waiting helps | text | advice |"
    yield "|---|---|---|---|---|"
    for error in CATALOGUE.values():
        waits = "có" if error.retryable else "không"
        owner = OWNER_VI[error.owner]
        yield f"| `{error.code}` | {owner} | {waits} | {error.text_vi} | {error.advice_vi} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
