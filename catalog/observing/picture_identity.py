"""Which picture an address shows, whatever size, host, format or scheme it is served in.

Channels take our pictures over, cut them to many sizes and serve them from many hosts, so neither
the address nor the bytes can be compared with ours. What stays is the name that the channel gave
the file (a hash at the marketplaces, the uploaded name in shop systems): same name, same picture.
Two pictures under one name are taken for one: no alarm, rather than a false one.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_FORMAT = re.compile(r"\.(?:jpe?g|jfif|png|webp|gif|avif|heic|bmp)(?=$|[_@!~.?:-])")
# Cut-out and quality marks that shops and picture servers hang onto a name.
_SIZE = re.compile(
    r"(?:[-_.](?:\d{1,4}x\d{0,4}|x\d{2,4}|\d{2,4}w|w\d{2,4}|h\d{2,4}|q\d{2,3}|tn|thumb|thumbnail"
    r"|pico|icon|small|compact|medium|large|grande|master|original|scaled|cropped|crop_[a-z]+"
    r"|(?:home|cart|small|medium|large)_default)|@[2-4]x)$"
)
_SIZED_PART = re.compile(
    r"(?:[a-z]{0,7}[-_]?\d{2,4}(?:x\d{0,4})?|\d{1,4}x\d{0,4}|x\d{2,4}|[a-z]+=.*"
    r"|(?:[a-z]{1,3}_[a-z0-9.:]{1,8},?)+"
    r"|small|medium|large|thumbs?|thumbnails?|original|full|resize|cache|fit-in)$"
)
# Names that tell nothing without the folder they are in.
_COMMON = frozenset(
    {"image", "images", "img", "picture", "photo", "anh", "hinh", "main", "cover", "default",
     "product", "san-pham", "file", "files", "download", "index", "media", "render", "resize"}
)  # fmt: skip
_PRESTASHOP = re.compile(r"(\d+)-[a-z0-9]+_default")
_WRAPPED = ("url", "src", "image", "u")
_KEYS = ("id", "file", "name", "key", "path", "img")
_SHORT, _SHORT_NUMBER, _DEEPEST = 2, 5, 3


@lru_cache(maxsize=8192)
def identity(address: str) -> str:
    """What tells one picture from another in an address; "" for no address."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    query = dict(parse_qsl(parts.query)) if parts.query else {}
    inner = next((query[name] for name in _WRAPPED if "/" in query.get(name, "")), "")
    if inner and inner != address:
        return identity(inner)
    return _of_path(parts, query)


def is_same(first: str, second: str) -> bool:
    """Whether two addresses show one picture; "" (no picture) is like itself only."""
    if first == second:
        return True
    return bool(first and second) and identity(first) == identity(second)


def _of_path(parts: SplitResult, query: dict[str, str]) -> str:
    folders = [part for part in unquote(parts.path).casefold().split("/") if part]
    if not folders:
        return parts.netloc.casefold()
    name = _plain(folders[-1])
    tells = next((f"{key}={query[key]}" for key in _KEYS if query.get(key)), "")
    if name in _COMMON and tells:
        return f"{name}?{tells}"
    numbered = _PRESTASHOP.fullmatch(folders[-2]) if len(folders) > 1 else None
    if numbered:
        return f"{numbered[1]}/{name}"
    return name if _tells(name) else _with_folders(name, folders[:-1])


def _plain(name: str) -> str:
    """A file name without its format and the marks of sizes."""
    found = _FORMAT.search(name)
    stem = name[: found.start()] if found and found.start() else name
    for mark in "~!@":
        stem = stem.partition(mark)[0] or stem
    while (cut := _SIZE.sub("", stem)) and cut != stem:
        stem = cut
    return stem


def _tells(name: str) -> bool:
    if name.isdecimal():
        return len(name) > _SHORT_NUMBER
    return len(name) > _SHORT and name not in _COMMON


def _with_folders(name: str, folders: list[str]) -> str:
    """The name with the nearest folders that tell something."""
    kept = [part for part in folders if not _SIZED_PART.fullmatch(part) or part.isdecimal()]
    found = [name]
    for part in reversed(kept[-_DEEPEST:]):
        found.insert(0, part)
        if _tells(part):
            break
    return "/".join(found)
