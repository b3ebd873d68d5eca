"""State objects that script-built shops embed: where they stand and how they are read.

Covers typed scripts (`__NEXT_DATA__`, `__NUXT_DATA__`, `application/json` product data) and
assignments (`window.__INITIAL_STATE__ = {…}`, also as a JSON string).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from connectors.page import loose_json
from connectors.page.markup import Script, Skeleton

MAX_SCRIPT = 4_000_000
# In sight of one of these names an object assigned in a script is page state.
_ASSIGNED = re.compile(
    r"(?:__[A-Z][A-Z_]{2,30}__|__remixContext|initialState|INITIAL_STATE|runParams|productJson"
    r"|meta\.product|\bproduct)[\"'\]]{0,2}\s*=\s*(?:JSON\.parse\(\s*)?(?=[{\[\"'])"
)
# "&" comes last: it begins the others.
_ANGULAR = (("&q;", '"'), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&"))
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", re.DOTALL)
MARKERS = (
    b"__next_data__", b"__nuxt", b"__initial_state__", b"application/json", b"__preloaded_state__",
    b"__apollo_state__", b"productjson", b"runparams",
)  # fmt: skip


def read_states(page: Skeleton) -> Iterator[tuple[str, object]]:
    """(name, parsed value) of each state object on the page."""
    for script in page.scripts:
        if "ld+json" in script.kind or len(script.text) > MAX_SCRIPT:
            continue
        name = script.attributes.get("id", "")
        if "json" in script.kind:
            yield from _typed(script, name)
        else:
            yield from _assignments(script.text)


def _typed(script: Script, name: str) -> Iterator[tuple[str, object]]:
    for value in _bodies(loose_json.loads(_unescaped(script.text))[:3]):
        nuxt = "nuxt" in name.lower()
        yield (
            name or "application/json",
            unflatten(value) if isinstance(value, list) and nuxt else value,
        )


def _unescaped(text: str) -> str:
    """Text as Angular up to version 15 escapes it in its transfer state, made plain."""
    if _ANGULAR[0][0] not in text:
        return text
    for written, meant in _ANGULAR:
        text = text.replace(written, meant)
    return text


def _bodies(values: list[Any]) -> Iterator[Any]:
    """The values; of an answer that SvelteKit keeps for its scripts, what it carries as text."""
    for value in values:
        body = value.get("body") if isinstance(value, dict) else None
        if isinstance(body, str) and body[:1] in {"{", "["}:
            yield from loose_json.loads(body)[:1]
        else:
            yield value


def _assignments(text: str) -> Iterator[tuple[str, object]]:
    for match in list(_ASSIGNED.finditer(text))[:6]:
        name = match[0].rstrip().split("=")[0].strip(" \"'[]")
        value = _assigned(text, match.end())
        if isinstance(value, dict | list):
            yield name, value


def _assigned(text: str, at: int) -> object:
    if text[at] in "{[":
        return loose_json.first_value(text, at)
    quoted = _STRING.match(text, at)
    if quoted is None:
        return None
    inner = quoted[0]
    if inner[0] == "'":
        body = inner[1:-1].replace("\\'", "'").replace('"', '\\"').replace('\\\\"', '\\"')
        inner = f'"{body}"'
    try:
        return json.loads(json.loads(inner, strict=False), strict=False)
    except (ValueError, RecursionError, TypeError):
        return None


def unflatten(flat: list[Any]) -> object:
    """Nuxt 3 payload: a list whose containers hold positions in the list instead of values."""
    built: dict[int, object] = {}

    def build(at: object, depth: int) -> object:
        if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < len(flat):
            return None
        if at in built or depth > 30:
            return built.get(at)
        raw = flat[at]
        if isinstance(raw, dict):
            node: dict[str, object] = {}
            built[at] = node
            node.update({key: build(child, depth + 1) for key, child in raw.items()})
        elif isinstance(raw, list) and len(raw) == 2 and isinstance(raw[0], str):
            built[at] = build(raw[1], depth + 1)
        elif isinstance(raw, list):
            built[at] = [build(child, depth + 1) for child in raw]
        else:
            built[at] = raw
        return built[at]

    return build(0, 0)
