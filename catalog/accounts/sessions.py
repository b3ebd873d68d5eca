"""Signed-in browsers as revocable rows: the cookie holds a token, the row its SHA-256."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from catalog.accounts.person import Person, person_of
from catalog.db import Database
from catalog.models import User, UserSession, utc_now

LONGEST = timedelta(hours=12)
"""A session ends after a working day however busy it is."""

TOUCH = timedelta(minutes=1)
"""`last_seen_at` is written at most this often: reading a page should not cost a write."""


def open_session(database: Database, user_id: int, now: datetime) -> str:
    """A new session's token; a login always gets a fresh one."""
    token = secrets.token_urlsafe(32)
    with database.write() as session:
        session.add(
            UserSession(
                user_id=user_id,
                token_hash=_hashed(token),
                created_at=now,
                last_seen_at=now,
                expires_at=now + LONGEST,
            )
        )
    return token


def session_person(database: Database, token: str, now: datetime, idle: timedelta) -> Person | None:
    """Who holds the token; None when revoked, expired, idle too long, or the account is closed."""
    with database.read() as session:
        row = session.exec(
            select(UserSession, User)
            .join(User, col(User.id) == UserSession.user_id)
            .where(UserSession.token_hash == _hashed(token))
        ).first()
        if row is None:
            return None
        seen, user = row
        if not user.active or not _still_open(seen, now, idle):
            return None
        person, stale = person_of(user), now - seen.last_seen_at > TOUCH
    if stale:
        _touch(database, token, now)
    return person


def close_session(database: Database, token: str, now: datetime) -> None:
    """Revoke one session (signing out)."""
    with database.write() as session:
        session.execute(
            update(UserSession)
            .where(
                col(UserSession.token_hash) == _hashed(token),
                col(UserSession.revoked_at).is_(None),
            )
            .values(revoked_at=now)
        )


def revoke_all(session: Session, user_id: int) -> None:
    """End every session of a person: the next request of each browser is anonymous."""
    session.execute(
        update(UserSession)
        .where(col(UserSession.user_id) == user_id, col(UserSession.revoked_at).is_(None))
        .values(revoked_at=utc_now())
    )


def _still_open(seen: UserSession, now: datetime, idle: timedelta) -> bool:
    return seen.revoked_at is None and now < seen.expires_at and now - seen.last_seen_at <= idle


def _touch(database: Database, token: str, now: datetime) -> None:
    with database.write() as session:
        session.execute(
            update(UserSession)
            .where(col(UserSession.token_hash) == _hashed(token))
            .values(last_seen_at=now)
        )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
