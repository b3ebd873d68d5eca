"""argon2id password hashes, with one decoy so that unknown users cost the same time."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

LEAST_PASSWORD = 10
"""Characters; long enough that the login limits make guessing hopeless."""

hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
"""64 MiB and three passes a hash, the second choice of RFC 9106: a server of 2 GB bears it."""


def hash_password(password: str) -> str:
    """The argon2id hash that is stored."""
    return hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether the password belongs to the hash."""
    try:
        return hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(stored)


@cache
def _decoy() -> str:
    return hash_password("nobody's password")


def spend_time(password: str) -> None:
    """Verify against a hash that nobody owns: the clock must not tell who has an account."""
    matches(_decoy(), password)
