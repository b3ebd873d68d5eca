"""Demo sign-ins: passwords derived from the installation's own secret.

They differ from machine to machine, can be printed again at every start, and stand nowhere in
clear: a demo that somebody opens to the network is not opened with a well-known password.
"""

import base64
import hashlib
import hmac

from sqlmodel import Session, col, select

from catalog.accounts.passwords import matches
from catalog.accounts.people import create_user, find_user, set_password
from catalog.models import Producer, Shop
from catalog.status import Role

DEMO_LOGINS = (
    ("canbo", "Cán bộ (bản thử)", Role.STAFF),
    ("lanhdao", "Người duyệt (bản thử)", Role.STAFF),
    ("chuthe", "Chủ thể (bản thử)", Role.PRODUCER),
)


def ensure_demo_users(session: Session, secret: str) -> list[tuple[str, str, str]]:
    """Make the demo users where missing; returns (login, password, role) to print.

    Only for `mode = "demo"`; `secret` is `catalog.vault.load_secret(settings)`. The producer's
    sign-in is left out while no producer has a shop to look at.
    """
    made = []
    for login, name, role in DEMO_LOGINS:
        producer_id = _producer_with_shop(session) if role is Role.PRODUCER else None
        if role is Role.PRODUCER and producer_id is None:
            continue
        password = _password(secret, login)
        _ensure(session, login, password, role, name=name, producer_id=producer_id)
        made.append((login, password, role.value))
    return made


def _ensure(
    session: Session, login: str, password: str, role: Role, *, name: str, producer_id: int | None
) -> None:
    user = find_user(session, login)
    if user is None:
        create_user(session, login, password, role, name=name, producer_id=producer_id)
    elif not matches(user.password_hash, password):
        set_password(session, user, password)


def _producer_with_shop(session: Session) -> int | None:
    return session.exec(
        select(Producer.id)
        .join(Shop, col(Shop.producer_id) == Producer.id)
        .order_by(col(Producer.id))
    ).first()


def _password(secret: str, login: str) -> str:
    digest = hmac.new(secret.encode(), b"chophien demo " + login.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest)[:12].decode().lower()
