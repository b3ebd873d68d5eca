"""What was seen, when, how, and the evidence for it. Append-only."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from catalog.models.base import Json, UtcDateTime, one_of_each, utc_now
from catalog.status import Method, Observed


class Observation(SQLModel, table=True):
    """One look at a listing; the newer `observed_at` wins, never the order of arrival.

    `code` is the catalogue's code of a look that told nothing, `stars` what the page claims,
    `picture` the address of the picture it shows ("": none).
    """

    __table_args__ = (
        UniqueConstraint("listing_id", "method", "observed_at"),
        one_of_each("status", Observed),
        one_of_each("method", Method),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
    )

    id: int | None = Field(default=None, primary_key=True)
    # The unique key begins with it: an index of its own would only make writing slower.
    listing_id: int = Field(foreign_key="listing.id")
    observed_at: datetime = Field(sa_type=UtcDateTime)
    method: str = Field(max_length=10)
    status: str = Field(max_length=20)
    confidence: float = 1.0
    reason: str | None = None
    title: str | None = Field(default=None, max_length=500)
    price_vnd: int | None = None
    stock: int | None = None
    stars: int | None = None
    picture: str | None = Field(default=None, max_length=500)
    code: str | None = Field(default=None, max_length=40)
    url: str | None = Field(default=None, max_length=500)
    flags: list[str] = Field(default_factory=list, sa_type=Json)
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id")
    run_id: int | None = Field(default=None, foreign_key="run.id", index=True)
    recorded_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Evidence(SQLModel, table=True):
    """The fragment that an observation rests on, compressed and hash-chained per listing.

    `chain_hash` = SHA-256(previous chain hash + `sha256` + time + seal of all the rest): pruning
    may empty `body` but never the hashes, so the chain stays whole. Rows that aren't `sealed` are
    from before revision 0011 and have links without a seal (`catalog.observing.link`).
    """

    # A chain only grows: its end is found at once, however long it is.
    __table_args__ = (Index("ix_evidence_chain", "listing_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    listing_id: int = Field(foreign_key="listing.id")
    taken_at: datetime = Field(sa_type=UtcDateTime)
    url: str = Field(default="", max_length=500)
    http_status: int | None = None
    headers: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    content_type: str = Field(default="", max_length=80)
    sha256: str = Field(max_length=64)
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    previous_hash: str = Field(default="", max_length=64)
    chain_hash: str = Field(max_length=64)
    sealed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Incident(SQLModel, table=True):
    """Trouble of a channel or host: one row, while products keep their last status.

    `opened_at` is the first look that is held, `noticed_at` when that was understood: what the
    one notice of it goes by, as the notice of its end goes by `closed_at`. `probe_at` is when a
    few pages of the host are next tried; `closed_by` names the person who ended it, if one did.
    """

    id: int | None = Field(default=None, primary_key=True)
    scope: str = Field(index=True, max_length=120)
    kind: str = Field(max_length=40)
    opened_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    noticed_at: datetime | None = Field(default_factory=utc_now, sa_type=UtcDateTime)
    probe_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = Field(default=None, max_length=80)
    looked: int = 0
    affected: int = 0
    detail: str = ""
