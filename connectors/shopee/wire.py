"""Shopee's envelope and the shapes of its answers; a shape that changed says so, never crashes."""

import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from connectors.base import ChannelError, Decision, Kind, Response

Document = dict[str, Any]
OK_WORDS = frozenset({"", "-"})


class Shape(BaseModel):
    """Base of answer shapes: unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


M = TypeVar("M", bound=Shape)
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]


def document(response: Response) -> Document | None:
    """The JSON object in the body, or None when there is none."""
    try:
        found = json.loads(response.body)
    except ValueError:
        return None
    except RecursionError:
        return None
    return found if isinstance(found, dict) else None


def error_word(answer: Document) -> str:
    """The `error` of an envelope without its module prefix; "" when the call went well."""
    word = answer.get("error")
    if word is None:
        return ""
    if not isinstance(word, str):
        return "error_unreadable"
    word = word.strip()
    return "" if word in OK_WORDS else word.partition(".")[2] or word


def changed(what: str) -> ChannelError:
    """The error for an answer of a shape that we don't know."""
    return ChannelError(Decision(Kind.PARSE_CHANGED, what))


def payload(response: Response, shape: type[M]) -> M:
    """What stands under `response`; raises ChannelError (PARSE_CHANGED) for another shape."""
    answer = document(response) or {}
    return parse(answer.get("response"), shape)


def flat(response: Response, shape: type[M]) -> M:
    """A payload that stands beside `error` (token calls, shop info)."""
    return parse(document(response), shape)


def parse(value: object, shape: type[M]) -> M:
    """Check one value against its shape."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise changed(f"{shape.__name__}.{where}".strip("._")) from None
