"""robots.txt by RFC 9309 and the reading contract: what we may fetch, and how slowly.

Above the RFC: 401 and 403 stop us, 429 and a wall in place of the file count as no answer, and
a crawl-delay of more than a minute means that the host is left out.
"""

import codecs
import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from connectors.page import FetchedPage, Status, read

MOST_BYTES = 500 * 1024
KEPT = timedelta(hours=24)
UNREACHABLE_KEPT = timedelta(minutes=1)
UNREACHABLE_FOR = timedelta(days=30)
CHANGE_TOLD = timedelta(days=30)
LONGEST_DELAY = 60.0
ANYBODY = "*"
_HOW = re.IGNORECASE | re.MULTILINE
_NAMED = re.compile(r"^[ \t]*user-agent[ \t]*:", _HOW)
_RULED = re.compile(r"^[ \t]*(?:dis)?allow[ \t]*:|^[ \t]*crawl-?delay[ \t]*:", _HOW)
_VERSION = re.compile(r"^([ \t]*user-agent[ \t]*:[ \t]*[\w.-]+)/\S*", _HOW)
_DELAY = re.compile(
    r"^([ \t]*crawl-?delay[ \t]*:[ \t]*\d+)(?:[.,](\d+))?"
    r"[ \t]*(?:s|secs?|seconds?|giây)?(?=[ \t\r]*(?:#|$))",
    _HOW,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be fetched, the seconds asked for between two fetches, and why not.

    `changed`: the rules that stood here before allowed this very address. `reason`
    `unreachable` means that nobody knows the rules at present: wait, don't judge the page.
    """

    allowed: bool
    delay: float | None = None
    reason: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin, as last read. `text` is None when everything is (dis)allowed."""

    read_at: datetime
    text: str | None = None
    allow_all: bool = False
    reason: str = ""
    previous: "Robots | None" = None
    changed_at: datetime | None = None
    unreachable_since: datetime | None = None
    rules: Protego | None = field(init=False, default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.text is not None:
            object.__setattr__(self, "rules", Protego.parse(_as_meant(self.text)))

    @property
    def sha256(self) -> str:
        """Hash of the stated rules; empty without any."""
        return hashlib.sha256(self.text.encode()).hexdigest() if self.text is not None else ""

    def verdict(self, url: str, token: str) -> Verdict:
        """Whether a robot of this product token may fetch `url`."""
        found = self.plainly(url, token)
        if found.allowed or self.previous is None or not self._newly_changed():
            return found
        return replace(found, changed=self.previous.plainly(url, token).allowed)

    def _newly_changed(self) -> bool:
        return self.changed_at is not None and self.read_at - self.changed_at < CHANGE_TOLD

    def plainly(self, url: str, token: str) -> Verdict:
        """The verdict of these rules alone, whatever stood there before."""
        if self.rules is None:
            return Verdict(self.allow_all, reason="" if self.allow_all else self.reason)
        delay = self.rules.crawl_delay(token)
        if delay is None:
            # A group of our own hides everybody's delay from the parser; it is still asked for.
            delay = self.rules.crawl_delay(ANYBODY)
        if delay is not None and delay > LONGEST_DELAY:
            return Verdict(False, delay, "crawl_delay_too_long")
        allowed = bool(self.rules.can_fetch(url, token))
        return Verdict(allowed, delay, "" if allowed else "disallowed")

    def fresh(self, now: datetime, kept: timedelta = KEPT) -> bool:
        """Whether these rules may still be used without asking again."""
        longest = UNREACHABLE_KEPT if self.reason == "unreachable" else KEPT
        return now - self.read_at < min(kept, longest)


class RobotsStore(Protocol):
    """Where rules outlive this process."""

    async def load(self, origin: str) -> Robots | None:
        """The rules last read, however old."""

    async def save(self, origin: str, robots: Robots) -> None:
        """Keep the rules just read."""


def interpret(page: FetchedPage, now: datetime) -> Robots:
    """Rules from the answer to a request for /robots.txt."""
    status = page.status
    if page.transport_error == "too_large":
        return Robots(now, reason="too_large")
    if page.transport_error is not None or status is None or status >= 500 or status == 429:
        return Robots(now, reason="unreachable")
    if status in {401, 403}:
        return Robots(now, reason="forbidden")
    if 400 <= status < 500:
        return Robots(now, allow_all=True)
    if not 200 <= status < 300:
        return Robots(now, reason="unreachable")
    if _is_html(page):
        return _instead_of_rules(page, now)
    return Robots(now, text=_rules_text(page.body))


def _is_html(page: FetchedPage) -> bool:
    """Whether a page stands in place of the rules; rules are rules under whatever type they come.

    Servers send them as `text/html`, or with a warning of PHP's before them.
    """
    text = _text_of(page.body)
    if _NAMED.search(text) and _RULED.search(text):
        return False
    return "html" in (page.content_type or "").lower() or text.lstrip()[:1] == "<"


def _instead_of_rules(page: FetchedPage, now: datetime) -> Robots:
    """A wall says nothing; a site that answers everything with its front page has no rules."""
    if read(page).status is Status.BLOCKED:
        return Robots(now, reason="unreachable")
    return Robots(now, allow_all=True, reason="html")


def _rules_text(body: bytes) -> str:
    if len(body) > MOST_BYTES:
        # Half a line would be a rule of its own: `Disallow: /` of `Disallow: /gio-hang`.
        body = body[: body.rfind(b"\n", 0, MOST_BYTES) + 1]
    return _text_of(body)


def _text_of(body: bytes) -> str:
    """The text without byte order mark and NUL; Notepad's "Unicode" is UTF-16."""
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = body.decode("utf-16" if wide else "utf-8", "replace")
    return text.lstrip("\ufeff").replace("\0", "")


def _as_meant(text: str) -> str:
    """The rules in the parser's own terms: our name with a version is ours, `2,5` and `10s` delay.

    The parser would drop such lines, and we would read on as if nobody had asked.
    """
    text = _VERSION.sub(r"\1", text)
    return _DELAY.sub(lambda found: f"{found[1]}.{found[2] or 0}", text)


def product_token(user_agent: str) -> str:
    """The name that robots.txt addresses us by: `ChoPhien` of `ChoPhien/0.1 (+…)`."""
    return user_agent.partition("/")[0].strip()


def origin_of(url: str) -> str:
    """Scheme and host of an address: one robots.txt each."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class RobotsBook:
    """robots.txt of each origin, read at most once a day (soon again while it can't be read)."""

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[FetchedPage]],
        user_agent: str,
        now: Callable[[], datetime],
        store: RobotsStore | None = None,
    ) -> None:
        """`fetch` reads one address, e.g. `PageFetcher.fetch`; without `store` nothing is kept."""
        self._fetch = fetch
        self._token = product_token(user_agent)
        self._now = now
        self._store = store
        self._known: dict[str, Robots] = {}

    async def verdict(self, url: str, *, kept: timedelta = KEPT) -> Verdict:
        """Whether we may fetch `url` now, by rules no older than `kept` (at most a day).

        Raises what `fetch` raises, e.g. for a host not on our list.
        """
        return (await self._rules(origin_of(url), kept)).verdict(url, self._token)

    async def _rules(self, origin: str, kept: timedelta) -> Robots:
        known = self._known.get(origin)
        if self._store is not None and (known is None or not known.fresh(self._now(), kept)):
            # Another process may have read them since.
            known = await self._store.load(origin) or known
        if known is None or not known.fresh(self._now(), kept):
            found = interpret(await self._fetch(f"{origin}/robots.txt"), self._now())
            known = _follow_up(known, found)
            if self._store is not None:
                await self._store.save(origin, known)
        self._known[origin] = known
        return known


def _follow_up(old: Robots | None, new: Robots) -> Robots:
    """The rules just read, with what they replaced and since when nobody could read them."""
    if new.reason == "unreachable":
        since = (old.unreachable_since if old else None) or new.read_at
        new = replace(new, unreachable_since=since)
        if new.read_at - since >= UNREACHABLE_FOR:
            new = replace(new, allow_all=True, reason="long_unreachable")
        # What was stated before stays the thing to compare with once it can be read again.
        previous = _stated(old)
        return replace(new, previous=previous, changed_at=old.changed_at if old else None)
    before = _stated(old)
    if before is None:
        return new
    if (before.text, before.allow_all) != (new.text, new.allow_all):
        return replace(new, previous=before, changed_at=new.read_at)
    return replace(new, previous=old.previous, changed_at=old.changed_at) if old else new


def _stated(old: Robots | None) -> Robots | None:
    """The last rules that were really stated: those before a silence, else these."""
    if old is None:
        return None
    if old.reason in {"unreachable", "long_unreachable"}:
        return old.previous
    return replace(old, previous=None, changed_at=None)
