"""People who sign in, and their revocable sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, LargeBinary
from sqlmodel import Field, SQLModel

from catalog.models.base import UtcDateTime, one_of, utc_now
from catalog.status import Role


class User(SQLModel, table=True):
    """A person with an account; a producer's account sees that producer's shops only."""

    __tablename__ = "user_account"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("role <> 'producer' OR producer_id IS NOT NULL", name="producer_named"),
    )

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True, max_length=120)
    name: str = Field(max_length=120)
    role: str = Field(max_length=10)
    producer_id: int | None = Field(default=None, foreign_key="producer.id", index=True)
    password_hash: str = Field(max_length=200)
    totp_sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    active: bool = True
    failed_logins: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class UserSession(SQLModel, table=True):
    """A signed-in browser; the cookie holds the token, the row only its SHA-256."""

    __tablename__ = "user_session"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    last_seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
