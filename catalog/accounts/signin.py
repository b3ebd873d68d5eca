"""Signing in: one answer for unknown, wrong, closed and locked; limits kept per account."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from catalog.accounts.passwords import hash_password, matches, outdated, spend_time
from catalog.accounts.people import find_user
from catalog.accounts.person import Person, person_of
from catalog.accounts.totp import code_accepted
from catalog.db import Database
from catalog.models import User
from catalog.vault import Vault

FREE_TRIES = 5
"""Wrong answers in a row before the account rests."""

FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)


class Refusal(StrEnum):
    """Why nobody was signed in; WRONG covers unknown, wrong, closed and resting accounts."""

    WRONG = "wrong"
    CODE_NEEDED = "code_needed"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The answer to a sign-in: a person, or a refusal."""

    person: Person | None = None
    refusal: Refusal | None = None


def authenticate(
    database: Database, vault: Vault, login: str, password: str, code: str, now: datetime
) -> SignIn:
    """Check login, password and (where enrolled) the one-time code.

    `CODE_NEEDED` is said only after the right password. Five wrong answers in a row make the
    account rest one minute, then twice as long each time, at most an hour.
    """
    with database.read() as session:
        user = find_user(session, login)
        stored = user.password_hash if user is not None else None
    # The slow hash runs outside the writing transaction: it must not hold other writers up.
    if stored is None:
        spend_time(password)
        return SignIn(refusal=Refusal.WRONG)
    right = matches(stored, password)
    with database.write() as session:
        user = find_user(session, login)
        if user is None or user.password_hash != stored:
            return SignIn(refusal=Refusal.WRONG)
        return _judge(session, vault, user, password, code, now, right=right)


def _judge(
    session: Session,
    vault: Vault,
    user: User,
    password: str,
    code: str,
    now: datetime,
    *,
    right: bool,
) -> SignIn:
    if not user.active or _resting(user, now):
        return SignIn(refusal=Refusal.WRONG)
    if not right:
        _count_failure(user, now)
        return SignIn(refusal=Refusal.WRONG)
    if user.totp_sealed is not None and not code.strip():
        return SignIn(refusal=Refusal.CODE_NEEDED)
    if user.totp_sealed is not None and not code_accepted(session, vault, user, code, now):
        _count_failure(user, now)
        return SignIn(refusal=Refusal.CODE_NEEDED)
    user.failed_logins, user.locked_until = 0, None
    if outdated(user.password_hash):
        user.password_hash = hash_password(password)
    return SignIn(person=person_of(user))


def _resting(user: User, now: datetime) -> bool:
    return user.locked_until is not None and now < user.locked_until


def _count_failure(user: User, now: datetime) -> None:
    user.failed_logins += 1
    over = user.failed_logins - FREE_TRIES
    if over >= 0:
        user.locked_until = now + min(FIRST_REST * 2 ** min(over, 10), LONGEST_REST)
