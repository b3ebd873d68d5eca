"""How a status looks: always an icon, a word and a tone together (never colour alone)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalog import labels
from catalog.notices.false_alarms import WHY_VI, Why
from catalog.status import (
    Dispatch,
    Intent,
    NoticeClass,
    NoticeWay,
    Observed,
    PaymentState,
    RunState,
    ShopSeen,
    ShopState,
    TaskState,
)
from storefront.i18n import gettext
from storefront.readmodels.notices import STAGE_VI, Stage
from storefront.readmodels.shops import Consent
from storefront.readmodels.stars import Standing


class Tone(StrEnum):
    """Colour families of the stylesheet."""

    GOOD = "good"
    WAIT = "wait"
    WARN = "warn"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Mark:
    """One status as shown: a symbol of icons.svg, the word in the page's language, a tone."""

    icon: str
    text: str
    tone: Tone


Look = tuple[str, Tone]

OBSERVED_LOOK: Mapping[Observed, Look] = {
    Observed.UNKNOWN: ("question", Tone.QUIET),
    Observed.NOT_FOUND: ("search", Tone.WARN),
    Observed.DRAFT: ("pencil", Tone.WAIT),
    Observed.IN_REVIEW: ("clock", Tone.WAIT),
    Observed.LIVE: ("check", Tone.GOOD),
    Observed.LIVE_OUT_OF_STOCK: ("box", Tone.WARN),
    Observed.HIDDEN_BY_SELLER: ("hidden", Tone.WARN),
    Observed.REJECTED: ("cross", Tone.BAD),
    Observed.SUSPENDED: ("lock", Tone.BAD),
    Observed.REMOVED: ("cross", Tone.BAD),
}

DISPATCH_LOOK: Mapping[Dispatch, Look] = {
    Dispatch.IDLE: ("dash", Tone.QUIET),
    Dispatch.QUEUED: ("clock", Tone.WAIT),
    Dispatch.SENDING: ("send", Tone.WAIT),
    Dispatch.ACCEPTED: ("check", Tone.GOOD),
    Dispatch.REJECTED: ("cross", Tone.BAD),
    Dispatch.FAILED_RETRYABLE: ("again", Tone.WARN),
    Dispatch.FAILED_PERMANENT: ("cross", Tone.BAD),
    Dispatch.UNKNOWN_OUTCOME: ("question", Tone.WARN),
    Dispatch.BLOCKED: ("lock", Tone.WARN),
}

INTENT_LOOK: Mapping[Intent, Look] = {
    Intent.NOT_WANTED: ("dash", Tone.QUIET),
    Intent.LIST: ("up", Tone.WAIT),
    Intent.UPDATE: ("pencil", Tone.WAIT),
    Intent.WITHDRAW: ("down", Tone.WARN),
}

SHOP_LOOK: Mapping[ShopState, Look] = {
    ShopState.UNKNOWN: ("question", Tone.QUIET),
    ShopState.ACTIVE: ("check", Tone.GOOD),
    ShopState.SUSPENDED: ("lock", Tone.BAD),
    ShopState.CLOSED: ("cross", Tone.BAD),
}

SHOP_PAGE_LOOK: Mapping[ShopSeen, Look] = {
    ShopSeen.UNKNOWN: ("question", Tone.QUIET),
    ShopSeen.OPEN: ("check", Tone.GOOD),
    ShopSeen.EMPTY: ("basket", Tone.WARN),
    ShopSeen.RESTING: ("clock", Tone.WARN),
    ShopSeen.SUSPENDED: ("lock", Tone.BAD),
    ShopSeen.CLOSED: ("cross", Tone.BAD),
    ShopSeen.NOT_FOUND: ("search", Tone.WARN),
}

TASK_LOOK: Mapping[TaskState, Look] = {
    TaskState.WAITING: ("clock", Tone.WAIT),
    TaskState.RUNNING: ("send", Tone.WAIT),
    TaskState.DONE: ("check", Tone.GOOD),
    TaskState.DEAD: ("cross", Tone.BAD),
    TaskState.CANCELLED: ("dash", Tone.QUIET),
}

RUN_LOOK: Mapping[RunState, Look] = {
    RunState.RUNNING: ("send", Tone.WAIT),
    RunState.SUCCEEDED: ("check", Tone.GOOD),
    RunState.PARTIAL: ("question", Tone.WARN),
    RunState.FAILED: ("cross", Tone.BAD),
}

PAYMENT_LOOK: Mapping[PaymentState, Look] = {
    PaymentState.DECLARED: ("clock", Tone.WAIT),
    PaymentState.VERIFIED: ("check", Tone.GOOD),
    PaymentState.LAPSED: ("cross", Tone.WARN),
}


STAGE_LOOK: Mapping[Stage, Look] = {
    Stage.HERE_ONLY: ("dash", Tone.QUIET),
    Stage.WAITING: ("clock", Tone.WAIT),
    Stage.TOLD: ("send", Tone.WARN),
    Stage.OVER: ("check", Tone.GOOD),
    Stage.OVER_TOLD: ("check", Tone.GOOD),
    Stage.UNTOLD: ("dash", Tone.QUIET),
}

WHY_SHORT: Mapping[Why, str] = {
    Why.MARKED: "người nhận nói sai",
    Why.CLOSED: "sự cố không đúng",
    Why.WITHDRAWN: "tự hết",
}
"""Shorter than `WHY_VI`, for a button."""

CONSENT_VI: Mapping[Consent, str] = {
    Consent.NOT_NEEDED: "không cần ủy quyền",
    Consent.MISSING: "chưa ủy quyền",
    Consent.LAPSED: "ủy quyền đã hết hạn",
    Consent.SOON: "ủy quyền sắp hết hạn",
    Consent.VALID: "còn ủy quyền",
}

CONSENT_LOOK: Mapping[Consent, Look] = {
    Consent.NOT_NEEDED: ("dash", Tone.QUIET),
    Consent.MISSING: ("lock", Tone.BAD),
    Consent.LAPSED: ("cross", Tone.BAD),
    Consent.SOON: ("warn", Tone.WARN),
    Consent.VALID: ("check", Tone.GOOD),
}

STANDING_VI: Mapping[Standing, str] = {
    Standing.CURRENT: "còn hiệu lực",
    Standing.UNKNOWN: "chưa rõ thời hạn",
    Standing.EXPIRED: "công nhận đã hết hiệu lực",
    Standing.REVOKED: "công nhận đã bị thu hồi",
    Standing.NONE: "chưa có công nhận",
}

STANDING_LOOK: Mapping[Standing, Look] = {
    Standing.CURRENT: ("check", Tone.GOOD),
    Standing.UNKNOWN: ("question", Tone.WARN),
    Standing.EXPIRED: ("clock", Tone.QUIET),
    Standing.REVOKED: ("cross", Tone.BAD),
    Standing.NONE: ("dash", Tone.QUIET),
}


def job_label(name: str) -> str:
    """A job's name for people; a job that is not listed shows under its own name."""
    return gettext(labels.JOB_VI[name]) if name in labels.JOB_VI else name


def count_label(name: str) -> str:
    """What a run counted; a count that is not listed shows under its own name."""
    return gettext(labels.COUNT_VI[name]) if name in labels.COUNT_VI else name


def up_first(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def observed_mark(value: str) -> Mark:
    """What the channel shows."""
    word = Observed(value)
    return _mark(labels.OBSERVED_VI[word], OBSERVED_LOOK[word])


def dispatch_mark(value: str) -> Mark:
    """What became of asking."""
    word = Dispatch(value)
    return _mark(labels.DISPATCH_VI[word], DISPATCH_LOOK[word])


def intent_mark(value: str) -> Mark:
    """What is wanted."""
    word = Intent(value)
    return _mark(labels.INTENT_VI[word], INTENT_LOOK[word])


def shop_mark(value: str) -> Mark:
    """Whether a digital shop is open."""
    word = ShopState(value)
    return _mark(labels.SHOP_VI[word], SHOP_LOOK[word])


def shop_page_mark(value: str) -> Mark:
    """What a shop's public page shows."""
    word = ShopSeen(value)
    return _mark(labels.SHOP_SEEN_VI[word], SHOP_PAGE_LOOK[word])


def task_mark(value: str) -> Mark:
    """Where an outbox task stands."""
    word = TaskState(value)
    return _mark(labels.TASK_VI[word], TASK_LOOK[word])


def run_mark(value: str) -> Mark:
    """How a run ended."""
    word = RunState(value)
    return _mark(labels.RUN_VI[word], RUN_LOOK[word])


def payment_mark(value: str | None) -> Mark:
    """A payment account, or that nothing is known of one (never "no")."""
    if value is None:
        return _mark(labels.OBSERVED_VI[Observed.UNKNOWN], ("question", Tone.QUIET))
    word = PaymentState(value)
    return _mark(labels.PAYMENT_VI[word], PAYMENT_LOOK[word])


def _mark(text_vi: str, look: Look) -> Mark:
    return Mark(look[0], up_first(gettext(text_vi)), look[1])


def standing_mark(word: Standing) -> Mark:
    """Where a recognition stands today."""
    return _mark(STANDING_VI[word], STANDING_LOOK[word])


def consent_mark(word: Consent) -> Mark:
    """Where a seller's authorisation stands."""
    return _mark(CONSENT_VI[word], CONSENT_LOOK[word])


def stage_mark(word: Stage) -> Mark:
    """Where a notice stands."""
    return _mark(STAGE_VI[word], STAGE_LOOK[word])


def urgent_mark() -> Mark:
    """Told at once, not in the digest."""
    return Mark("warn", gettext("Khẩn"), Tone.BAD)


def false_mark() -> Mark:
    """A false alarm."""
    return Mark("cross", gettext("Báo sai"), Tone.WARN)


def notice_kind(value: str) -> str:
    """What a notice is about."""
    return up_first(gettext(labels.NOTICE_VI[NoticeClass(value)]))


def way_names(ways: Iterable[NoticeWay]) -> str:
    """The ways in words: e-mail, Telegram."""
    return ", ".join(gettext(labels.WAY_VI[way]) for way in ways)


def why_false(why: Why) -> str:
    """By what a problem counts as a false alarm."""
    return gettext(WHY_VI[why])
