"""Reading a host's front page (trang chủ): whether the site itself still stands.

Asked only where a host has so few pages of goods that they can't tell a removal from a site that
is gone. Pure: no network, no clock, no database.
"""

from urllib.parse import urlsplit

from catalog.hosts import FrontPage
from connectors.page import blocks, page_kind, phrases, tree
from connectors.page.decode import decode
from connectors.page.markup import Skeleton
from connectors.page.model import FetchedPage
from connectors.page.redirects import joined
from connectors.page.walls import blocked_by_answer, wall_on

_GONE_CODES = frozenset({404, 410})
_LOST = frozenset({"timeout", "connection_lost", "connect_failed", "certificate"})
_SERVER_ERROR = 500
# What a registrar, a hosting firm or a bare server shows in place of the site.
_NOBODY_HOME = phrases.Phrases(
    (
        "domain has expired", "domain expired", "domain is parked", "parked domain",
        "parked free", "buy this domain", "this domain is registered", "domain is available",
        "ten mien da het han", "ten mien nay da het han", "ten mien dang duoc rao ban",
        "mua ten mien nay", "website da het han", "website tam ngung", "website da bi khoa",
        "website dang bi tam khoa", "hosting da het han", "welcome to nginx", "it works!",
        "default web page", "apache2 default page", "index of /", "no website configured",
        "site not found", "there is no website", "has been suspended", "domain is for sale",
        "domain name is for sale", "ten mien nay dang duoc ban",
    )
)  # fmt: skip
_LITTLE_TEXT = 1500


def read_front(page: FetchedPage) -> FrontPage | None:
    """What the answer says of the whole site; None when it says nothing either way."""
    if page.transport_error:
        return _by_transport(page)
    if blocked_by_answer(page) is not None:
        return FrontPage.WALLED
    status = page.status or 0
    if status >= _SERVER_ERROR:
        return FrontPage.BROKEN
    if status in _GONE_CODES or _site(page.final_url) != _site(page.url):
        return FrontPage.GONE
    return _by_body(page) if 200 <= status < 300 else None


def _by_transport(page: FetchedPage) -> FrontPage | None:
    if page.transport_error in _LOST:
        return FrontPage.BROKEN
    if page.transport_error == "redirect_refused":
        # Led away to a host that isn't on the list: a parking firm, or only `www.` put before.
        target = joined(page.final_url, page.header("location"))
        return FrontPage.GONE if _site(target) != _site(page.url) else None
    return None


def _by_body(page: FetchedPage) -> FrontPage | None:
    decoded = decode(page)
    if decoded.problem is not None:
        return None
    skeleton = Skeleton(decoded.body)
    soup = tree.parse(skeleton.markup)
    text = skeleton.text
    heading = blocks.heading_of(soup, (skeleton.title,))
    headline = blocks.visible_text(heading, 300) if heading is not None else ""
    if wall_on(page, skeleton, text, headline) is not None:
        return FrontPage.WALLED
    said = phrases.fold_page(f"{skeleton.title} | {headline} | {text[:_LITTLE_TEXT]}")
    if len(text) < _LITTLE_TEXT and phrases.contains(said, _NOBODY_HOME):
        return FrontPage.GONE
    if page_kind.is_fault(skeleton, headline, text):
        return FrontPage.BROKEN
    return FrontPage.WELL if text or skeleton.script_count else FrontPage.GONE


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
