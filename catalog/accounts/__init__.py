"""Accounts: people, argon2id passwords, one-time codes, revocable sessions, login limits."""

from catalog.accounts.demo import ensure_demo_users
from catalog.accounts.people import (
    AccountError,
    create_user,
    find_user,
    set_active,
    set_password,
    set_role,
)
from catalog.accounts.person import Person
from catalog.accounts.sessions import close_session, open_session, revoke_all, session_person
from catalog.accounts.signin import Refusal, SignIn, authenticate
from catalog.accounts.totp import confirm_totp, new_totp_secret, totp_uri

__all__ = [
    "AccountError",
    "Person",
    "Refusal",
    "SignIn",
    "authenticate",
    "close_session",
    "confirm_totp",
    "create_user",
    "ensure_demo_users",
    "find_user",
    "new_totp_secret",
    "open_session",
    "revoke_all",
    "session_person",
    "set_active",
    "set_password",
    "set_role",
    "totp_uri",
]
