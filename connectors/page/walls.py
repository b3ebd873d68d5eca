"""Bot walls: pages that stand in front of the goods and say nothing about them.

A mark alone is no wall, since normal pages load captcha scripts for review forms and carry
the watch scripts of their protection: a wall needs a mark or text and no product.
"""

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from catalog.text_vi import fold
from connectors.page import gone_phrases, phrases
from connectors.page.markup import Skeleton, attributes
from connectors.page.model import FetchedPage
from connectors.page.redirects import Place, place_kind

BLOCKING_CODES = frozenset({401, 403, 407, 429, 451})
_HARD = (
    b"_cf_chl_opt", b"cf-chl-", b"challenge-platform/h/g/orchestrate", b"orchestrate/chl_page",
    b"_incapsula_resource", b"captcha-delivery", b"px-captcha", b"/verify/traffic",
    b"/buyer/login", b"tmd_____/punish", b"x5secdata", b"punish?", b"/punish", b"awswaf",
    b"distil_r_captcha", b"sec-if-cpt", b"ddos-guard", b"geetest", b"captcha.px",
    b"validatecaptcha", b"/.well-known/sgcaptcha", b"wsidchk", b"slidecaptcha", b"kpsdk",
)  # fmt: skip
_SOFT = (
    b"/cdn-cgi/challenge-platform/", b"cf-turnstile", b"turnstile/v0", b"g-recaptcha",
    b"h-captcha", b"hcaptcha.com", b"recaptcha/api", b"recaptcha/enterprise",
)  # fmt: skip
# Who opens an account, or asks for a new password, wasn't stopped on the way to goods.
_JOINING = ("sign up", "register", "registr", "create account", "reset", "dang ky", "inscri")
# Fields that a visitor fills in; a wall asks for one at most.
_FILLED = frozenset({"", "text", "email", "tel", "number", "date", "checkbox", "radio", "url"})
_READ, _SHORT, _BRIEF, _TINY = 3000, 2500, 900, 400
_HARD_FINDER = BytesAhoCorasick(_HARD, matchkind=MatchKind.LeftmostLongest)
_SOFT_FINDER = BytesAhoCorasick(_SOFT, matchkind=MatchKind.LeftmostLongest)


def blocked_by_answer(page: FetchedPage) -> str | None:
    """The wall that code or headers admit to, as evidence text."""
    if page.header("cf-mitigated").lower() == "challenge":
        return "cf-mitigated: challenge"
    if page.header("x-amzn-waf-action").lower() in {"captcha", "challenge"}:
        return "x-amzn-waf-action"
    return f"HTTP {page.status}" if page.status in BLOCKING_CODES else None


def wall_on(page: FetchedPage, skeleton: Skeleton, text: str, heading: str) -> str | None:
    """The mark or words of a wall on a page without product evidence.

    `text` is what a reader sees of the page, `heading` its first heading.
    """
    seen = phrases.fold_page(text[:_READ])
    gone = phrases.contains(fold(f"{skeleton.title} | {heading}"), gone_phrases.GONE)
    titled = phrases.contains(fold(f"{skeleton.title} | {heading}"), phrases.WALL)
    spoken = phrases.contains(seen, phrases.WALL) if len(seen) < _SHORT else None
    if titled and len(seen) < _SHORT and not gone:
        return titled
    hard, soft = _marks(skeleton.body.lower())
    if hard and (spoken or (len(seen) < _TINY and not gone)):
        return hard.decode()
    if soft and not gone and (spoken or len(seen) < _TINY):
        # A captcha that guards a form to fill in walls nothing off.
        own_form = heading and _fields(skeleton) > (2 if spoken else 1)
        return None if own_form else soft.decode()
    if spoken and not gone and len(seen) < _BRIEF:
        return spoken
    return _login(page, skeleton, seen, heading)


def _marks(low: bytes) -> tuple[bytes | None, bytes | None]:
    """The first mark of each kind: one that walls alone carry, one that normal pages carry too."""
    hard = _HARD_FINDER.find_matches_as_indexes(low)
    soft = _SOFT_FINDER.find_matches_as_indexes(low)
    return _HARD[hard[0][0]] if hard else None, _SOFT[soft[0][0]] if soft else None


def _fields(skeleton: Skeleton) -> int:
    """How many things a page's forms ask for; 0 where one of them is a password."""
    if _passwords(skeleton):
        return 0
    kinds = (attributes(tag).get("type", "text").lower() for tag in skeleton.tags(b"<input"))
    others = (tag for name in (b"<textarea", b"<select") for tag in skeleton.tags(name))
    return sum(kind in _FILLED for kind in kinds) + sum(b"captcha" not in tag for tag in others)


def _login(page: FetchedPage, skeleton: Skeleton, seen: str, heading: str) -> str | None:
    """A login page in place of the product: by its address, or a bare form that says so."""
    if place_kind(page.final_url or page.url) is Place.LOGIN:
        return "login"
    named = phrases.contains(fold(f"{skeleton.title} | {heading}"), phrases.LOGIN)
    return named if named and _passwords(skeleton) and len(seen) < _BRIEF else None


def _passwords(skeleton: Skeleton) -> int:
    return skeleton.low.count(b'type="password"') + skeleton.low.count(b"type='password'")


def entrance_on(skeleton: Skeleton, text: str, heading: str) -> str | None:
    """The word with which a page that shows no goods asks to log in, whatever it is titled.

    It says next to nothing, and asks for one password; where an account is opened, for two.
    """
    seen = phrases.fold_page(text[:_READ])
    titled = fold(f"{skeleton.title} | {heading}")
    if _passwords(skeleton) != 1 or len(seen) >= _TINY or any(w in titled for w in _JOINING):
        return None
    return phrases.contains(seen, phrases.LOGIN)
