"""One-time codes (RFC 6238, 30 s, 6 digits): sealed secrets, each code good for one use."""

from datetime import datetime

import pyotp
from sqlmodel import Session

from catalog.accounts.person import person_of
from catalog.accounts.sessions import revoke_all
from catalog.models import Counter, User
from catalog.vault import Vault

STEP_SECONDS = 30
DRIFT_STEPS = 1
"""A phone's clock may be one step off either way."""


def new_totp_secret() -> str:
    """A fresh base32 secret, not yet anybody's."""
    return pyotp.random_base32()


def totp_uri(secret: str, login: str, issuer: str) -> str:
    """The `otpauth://` address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def confirm_totp(
    session: Session, vault: Vault, user: User, secret: str, code: str, now: datetime
) -> bool:
    """Store the secret once the person proved that the app has it; other sessions end."""
    step = _matching_step(secret, code, now)
    if step is None:
        return False
    person = person_of(user)
    user.totp_sealed = vault.seal(secret.encode(), _owner(person.id))
    session.add(user)
    _use_step(session, person.id, step)
    revoke_all(session, person.id)
    return True


def code_accepted(session: Session, vault: Vault, user: User, code: str, now: datetime) -> bool:
    """Whether the code fits and was not used before; using it burns it."""
    person = person_of(user)
    if user.totp_sealed is None:
        return False
    secret = vault.open(user.totp_sealed, _owner(person.id)).decode()
    step = _matching_step(secret, code, now)
    return step is not None and _use_step(session, person.id, step)


def _owner(user_id: int) -> str:
    return f"user:{user_id}"


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), code.strip().replace(" ", "")):
            return step
    return None


def _use_step(session: Session, user_id: int, step: int) -> bool:
    name = f"totp:{user_id}"
    counter = session.get(Counter, name)
    if counter is None:
        session.add(Counter(name=name, value=step))
        return True
    if step <= counter.value:
        return False
    counter.value = step
    return True
