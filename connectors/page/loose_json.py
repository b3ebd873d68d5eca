"""JSON as pages carry it: comments, CDATA, entities, trailing commas, raw line breaks.

Strict JSON is tried first; each repair is tried only when the one before it failed, and
nothing here raises: what can't be read is None.
"""

import html
import json
import re
from collections.abc import Iterator

MAX_REPAIRED = 600_000
_WRAPPERS = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*[^*]{0,200}\*/)"
    r"|(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>|//\s*-->)\s*;?\s*$"
)
_DECODER = json.JSONDecoder(strict=False)
_BARE = {"undefined": "null", "NaN": "null", "Infinity": "null", "None": "null"}
_BARE_WORD = re.compile(r"undefined|NaN|-?Infinity|None|new Date\([^)]{0,80}\)|!0|!1|void 0")
_ESCAPABLE = frozenset('"\\/bfnrtu')


def loads(text: str) -> list[object]:
    """All values standing one after another in the text; [] when none can be read."""
    stripped = _unwrapped(text)
    if not stripped:
        return []
    for attempt in _attempts(stripped):
        values = _sequence(attempt)
        if values:
            return values
    return []


def first_value(text: str, at: int) -> object:
    """The one value that begins at `at` (an object assigned in a script), or None."""
    try:
        return _DECODER.raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        pass
    if len(text) - at > MAX_REPAIRED:
        return None
    try:
        return _DECODER.raw_decode(repaired(text[at:]))[0]
    except (ValueError, RecursionError):
        return None


def _unwrapped(text: str) -> str:
    text = text.strip("\ufeff \t\r\n\x00;")
    if text[:1] in {"{", "["} and text[-1:] in {"}", "]"}:
        return text
    for _ in range(3):
        text = _WRAPPERS.sub("", text).strip("\ufeff \t\r\n;")
    return text


def _attempts(text: str) -> Iterator[str]:
    yield text
    if len(text) > MAX_REPAIRED:
        return
    if "&quot;" in text or "&#34;" in text or "&#034;" in text:
        yield html.unescape(text)
        yield repaired(html.unescape(text))
    yield repaired(text)


def _sequence(text: str) -> list[object]:
    values: list[object] = []
    at = 0
    while at < len(text) and len(values) < 200:
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return values if values and isinstance(values[0], dict | list) else []
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return values


def repaired(text: str) -> str:
    """The text with trailing commas dropped, bare words and bad escapes mended."""
    out: list[str] = []
    at, size = 0, len(text)
    while at < size:
        char = text[at]
        if char == '"':
            piece, at = _string(text, at)
            out.append(piece)
        elif char in "}]":
            while out and (out[-1].isspace() or out[-1] == ","):
                out.pop()
            out.append(char)
            at += 1
        elif text.startswith(("/*", "//"), at):
            at = _after_comment(text, at)
        else:
            bare = _BARE_WORD.match(text, at) if char in "uNI-n!vN" else None
            out.append(_constant(bare[0]) if bare else char)
            at = bare.end() if bare else at + 1
    return "".join(out)


def _constant(word: str) -> str:
    return {"!0": "true", "!1": "false"}.get(word, "null")


def _after_comment(text: str, at: int) -> int:
    if text[at + 1] == "*":
        end = text.find("*/", at)
        return end + 2 if end >= 0 else len(text)
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _string(text: str, start: int) -> tuple[str, int]:
    """One quoted string, its bad escapes mended and quotes inside it escaped."""
    out = ['"']
    at, size = start + 1, len(text)
    while at < size:
        char = text[at]
        if char == "\\" and at + 1 < size:
            follow = text[at + 1]
            out.append(char + follow if follow in _ESCAPABLE else follow)
            at += 2
        elif char == '"':
            if _closes(text, at + 1):
                out.append('"')
                return "".join(out), at + 1
            out.append('\\"')
            at += 1
        else:
            out.append(char)
            at += 1
    return "".join(out) + '"', size


def _closes(text: str, at: int) -> bool:
    """Whether a quote before `at` ends its string: what follows is JSON's own punctuation."""
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    if at >= len(text) or text[at] in "}]:":
        return True
    if text[at] != ",":
        return False
    at += 1
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at >= len(text) or text[at] in '"{[]}-0123456789tfn'
