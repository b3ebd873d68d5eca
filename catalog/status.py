"""The three axes of a listing's status, and the words shared by every channel.

Intent is what we want, dispatch is what became of asking, observed is what the channel shows.
They are never merged: `unknown` is not "down", and `removed` needs an observation.
"""

from enum import StrEnum


class Intent(StrEnum):
    """What the province or the producer wants of a listing."""

    NOT_WANTED = "not_wanted"
    LIST = "list"
    UPDATE = "update"
    WITHDRAW = "withdraw"


class Dispatch(StrEnum):
    """What became of the last thing that we asked of the channel."""

    IDLE = "idle"
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED_RETRYABLE = "failed_retryable"
    FAILED_PERMANENT = "failed_permanent"
    UNKNOWN_OUTCOME = "unknown_outcome"
    BLOCKED = "blocked"


class Observed(StrEnum):
    """What the channel was last seen to show."""

    UNKNOWN = "unknown"
    NOT_FOUND = "not_found"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LIVE = "live"
    LIVE_OUT_OF_STOCK = "live_out_of_stock"
    HIDDEN_BY_SELLER = "hidden_by_seller"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    REMOVED = "removed"


ON_SALE = frozenset({Observed.LIVE, Observed.LIVE_OUT_OF_STOCK})
"""Observed states in which the public can open the product's page on the floor."""


class Method(StrEnum):
    """How an observation was made."""

    API = "api"
    PAGE = "page"
    PERSON = "person"
    FILE = "file"


class Action(StrEnum):
    """One step of a plan: the call that would bring a listing closer to its intent."""

    CREATE = "create"
    UPDATE = "update"
    PRICE = "price"
    STOCK = "stock"
    UNLIST = "unlist"
    RELIST = "relist"
    DELETE = "delete"
    EXPORT = "export"


class TaskState(StrEnum):
    """Life of an outbox row."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


class RunState(StrEnum):
    """Life of a row in the run ledger."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"


class ShopState(StrEnum):
    """Whether a digital shop (gian hàng số) is open."""

    UNKNOWN = "unknown"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class ShopSeen(StrEnum):
    """What a shop's public page was seen to show; `unknown` is never "closed"."""

    UNKNOWN = "unknown"
    OPEN = "open"
    EMPTY = "empty"
    RESTING = "resting"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    NOT_FOUND = "not_found"


class PaymentState(StrEnum):
    """Life of an electronic payment account (tài khoản thanh toán điện tử)."""

    DECLARED = "declared"
    VERIFIED = "verified"
    LAPSED = "lapsed"


class PaymentKind(StrEnum):
    """Means by which a producer takes cashless money (domain notes §6)."""

    BANK = "bank"
    WALLET = "wallet"
    GATEWAY = "gateway"
    FLOOR = "floor"


class RecognitionState(StrEnum):
    """State of a certificate beside its dates: a revocation is a decision of its own."""

    VALID = "valid"
    REVOKED = "revoked"


class ProducerKind(StrEnum):
    """Kind of producer (loại chủ thể), as `chophien import` prints it."""

    HTX = "HTX"
    DN = "DN"
    THT = "THT"
    HOUSEHOLD = "Hộ KD"
    FACILITY = "Cơ sở SX"
    UNKNOWN = ""


class ProductGroup(StrEnum):
    """The six groups of Quyết định 148/QĐ-TTg (24/02/2023)."""

    FOOD = "thuc_pham"
    DRINK = "do_uong"
    HERBAL = "duoc_lieu"
    CRAFT = "thu_cong"
    ORNAMENTAL = "sinh_vat_canh"
    TOURISM = "du_lich"
    UNKNOWN = ""


class Role(StrEnum):
    """What a signed-in person may be."""

    ADMIN = "admin"
    STAFF = "staff"
    PRODUCER = "producer"


class NoticeClass(StrEnum):
    """What a notice (thông báo) is about."""

    INCIDENT = "incident"
    AUTHORISATION = "authorisation"
    CERTIFICATE = "certificate"
    COUNT = "count"
    SHOP = "shop"
    LISTING = "listing"


class NoticeWay(StrEnum):
    """How a notice reaches a person."""

    EMAIL = "email"
    TELEGRAM = "telegram"
    WEBHOOK = "webhook"


class LineWhat(StrEnum):
    """What a message says of a notice."""

    OPEN = "open"
    OVER = "over"


class Wrong(StrEnum):
    """What a visitor finds wrong with a listing."""

    GONE = "gone"
    SOLD_OUT = "sold_out"
    PRICE = "price"
    OTHER = "other"
    STARS = "stars"
