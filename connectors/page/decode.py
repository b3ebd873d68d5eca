"""From the bytes of an answer to text: compression, encodings, cut bodies.

Strict UTF-8 comes first whatever headers and meta tags claim (a wrong header garbles good
pages); then the declared encoding; then the old Vietnamese ones (windows-1258, TCVN3, VNI).
"""

import codecs
import re
import unicodedata
import zlib
from dataclasses import dataclass

from catalog.text_vi import decode_as, is_syllable
from catalog.text_vi.legacy_tables import TCVN3, VNI
from connectors.page.model import FetchedPage

MAX_BYTES = 5 * 1024 * 1024
MAX_TAGS = 40_000
_BROKEN_SHARE, _STEP = 0.01, 16_384
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\s<>\"]*")
_BLANK = b"\x00 \t\r\n"
_LATIN = {"iso8859-1", "cp1252", "ascii", "latin-1"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_HTML_TYPES = ("html", "xml", "text/plain", "octet-stream")
_VNI_CODES = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
# UTF-8 that somebody read as windows-1252 and wrote again as UTF-8.
_MOJIBAKE = (b"\xc3\x83\xc2", b"\xc3\xa1\xc2")


@dataclass(frozen=True, slots=True)
class Decoded:
    """UTF-8 bytes of the page, or the reason why there are none."""

    body: bytes = b""
    flags: tuple[str, ...] = ()
    problem: str | None = None


def decode(page: FetchedPage) -> Decoded:
    """Decode a page's body; `problem` names why it can't be read (then the body is empty)."""
    kind = (page.content_type or page.header("content-type")).lower()
    if kind and not any(part in kind for part in _HTML_TYPES):
        return Decoded(problem="not_html")
    if _is_short(page):
        return Decoded(problem="cut_body")
    body, problem = _inflate(page)
    if problem is None and not body[:4096].strip(_BLANK) and not body.strip(_BLANK):
        problem = "empty_body"
    if problem is not None:
        return Decoded(problem=problem)
    flags: tuple[str, ...] = ()
    many = len(body) > 3 * MAX_TAGS and body.count(b"<", 0, MAX_BYTES) > MAX_TAGS
    if many or len(body) > MAX_BYTES:
        body, flags = _clipped(body), ("oversize",)
    return _as_utf8(body, kind.encode(), flags)


def _is_short(page: FetchedPage) -> bool:
    """Whether fewer bytes came than the server had announced."""
    announced = page.header("content-length").strip()
    coded = page.header("content-encoding").strip().lower() not in {"", "identity"}
    return announced.isdigit() and not coded and 0 < len(page.body) < int(announced)


def _inflate(page: FetchedPage) -> tuple[bytes, str | None]:
    """Undo a compression that the client left in place; other codings can't be undone here."""
    body = page.body
    if body.startswith(b"\x1f\x8b"):
        return _zlib(body, 31)
    if body.startswith(b"\x28\xb5\x2f\xfd"):
        return b"", "compressed_body"
    coding = page.header("content-encoding").lower()
    if body[:2] in {b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"} and b"<" not in body[:64]:
        return _zlib(body, 15)
    if "deflate" in coding and b"<" not in body[:512]:
        return _zlib(body, -15)
    return body, None


def _zlib(body: bytes, bits: int) -> tuple[bytes, str | None]:
    worker = zlib.decompressobj(bits)
    try:
        plain = worker.decompress(body, MAX_BYTES + 1)
    except zlib.error:
        return b"", "compressed_body"
    if not worker.eof and len(plain) <= MAX_BYTES:
        return b"", "cut_body"
    return plain, None


def _clipped(body: bytes) -> bytes:
    """The first megabytes, and no more tags than a parser takes in bounded time."""
    body = body[:MAX_BYTES]
    if body.count(b"<") <= MAX_TAGS:
        return body
    return b"<".join(body.split(b"<", MAX_TAGS)[:MAX_TAGS])


def _as_utf8(body: bytes, kind: bytes, flags: tuple[str, ...]) -> Decoded:
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _whole(body.decode(encoding, "replace").lstrip("\ufeff"), flags)
    try:
        lost = _has_lost(body)
    except UnicodeDecodeError:
        return _from_other(body, kind, flags)
    if b"\x00" in body[:200]:
        return Decoded(problem="not_html")
    if _has_six(body, b"\xc2") and any(body.count(mark) > 5 for mark in _MOJIBAKE):
        repaired = _repair_mojibake(body.decode())
        if repaired is not None:
            return _whole(repaired, (*flags, "mojibake"))
    return _whole(body.decode(), flags) if lost else Decoded(body, flags)


def _has_lost(body: bytes) -> bool:
    """Whether UTF-8 holds the mark of a lost letter; UnicodeDecodeError when it is no UTF-8.

    In steps, for the text itself isn't needed: of a whole page it is too large for the near memory.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    starts = range(0, len(body), _STEP)
    lost = [at for at in starts if "\ufffd" in decoder.decode(body[at : at + _STEP])]
    decoder.decode(b"", final=True)
    return bool(lost)


def _has_six(body: bytes, byte: bytes) -> bool:
    """Whether a byte stands at least six times: much cheaper than counting longer marks."""
    at = -1
    for _ in range(6):
        at = body.find(byte, at + 1)
        if at < 0:
            return False
    return True


def _whole(text: str, flags: tuple[str, ...]) -> Decoded:
    """Accept decoded text unless too much of what a reader sees is lost."""
    lost = text.count("\ufffd")
    if lost:
        seen = len(re.sub(r"<[^<>]{0,2000}>", "", text))
        if lost > _BROKEN_SHARE * max(1, seen) or lost > 200:
            return Decoded(problem="wrong_encoding")
    return Decoded(text.encode("utf-8", "replace"), flags)


def _repair_mojibake(text: str) -> str | None:
    doubled = bytearray()
    for char in text:
        code = ord(char)
        try:
            doubled += bytes([code]) if code < 256 else char.encode("cp1252")
        except UnicodeEncodeError:
            return None
    try:
        return doubled.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _from_other(body: bytes, kind: bytes, flags: tuple[str, ...]) -> Decoded:
    """Not UTF-8: slightly damaged UTF-8, a declared encoding, or an old Vietnamese one."""
    mended = body.decode("utf-8", "replace")
    lost = mended.count("\ufffd")
    if sum(1 for c in mended[:200_000] if c > "\x7f") > 20 * lost:
        return _whole(mended, (*flags, "damaged_utf8"))
    for declared in _declared(body, kind):
        if declared in _LATIN or declared == "utf-8":
            continue
        try:
            return _whole(unicodedata.normalize("NFC", body.decode(declared)), flags)
        except (UnicodeDecodeError, LookupError):
            continue
    old = _old_vietnamese(body)
    if old is not None:
        return _whole(old[0], (*flags, old[1]))
    if "cp1252" in _declared(body, kind) or "iso8859-1" in _declared(body, kind):
        return _whole(body.decode("cp1252", "replace"), flags)
    if b"\x00" in body[:4096]:
        return Decoded(problem="not_html")
    guess = body.decode("cp1252", "replace")
    return Decoded(problem="wrong_encoding") if _noise(guess) else _whole(guess, flags)


def _declared(body: bytes, kind: bytes) -> list[str]:
    names = []
    for found in [_CHARSET.search(kind), _CHARSET.search(body[:4096])]:
        try:
            names.append(codecs.lookup(found[1].decode()).name if found else "")
        except (LookupError, UnicodeDecodeError):
            continue
    return [name for name in names if name]


def _noise(text: str) -> bool:
    """Whether a text looks like compressed or binary data rather than words."""
    head = text[:4096]
    odd = sum(1 for c in head if (c < " " and c not in "\t\r\n") or c == "\ufffd")
    return odd > len(head) * _BROKEN_SHARE or "<" not in head


def _old_vietnamese(body: bytes) -> tuple[str, str] | None:
    latin = body.decode("latin-1")
    words = " ".join(_WORD.findall(latin)[:400])
    for name, text in _readings(body[:2_000_000], latin, words):
        if text is not None:
            return text, name
    return None


def _readings(body: bytes, latin: str, words: str) -> list[tuple[str, str | None]]:
    viet = unicodedata.normalize("NFC", body.decode("cp1258", "replace"))
    return [
        ("windows_1258", viet if _is_vietnamese(viet) else None),
        ("tcvn3", latin.translate(_TCVN3) if decode_as(words, "tcvn3") else None),
        ("vni", _vni(latin) if decode_as(words, "vni") else None),
    ]


_TCVN3 = str.maketrans(TCVN3)


def _vni(text: str) -> str:
    return _VNI_CODES.sub(lambda match: VNI[match[0]], text)


def _is_vietnamese(text: str) -> bool:
    """Whether most words with marks are Vietnamese syllables."""
    words = re.findall(r"[^\W\d_]*[^\x00-\x7f\W\d_][^\W\d_]*", text)[:400]
    good = sum(map(is_syllable, words))
    return good >= 3 and good > 0.7 * len(words)
