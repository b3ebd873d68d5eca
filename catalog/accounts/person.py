"""Who is signed in, as a value: what pages and access rules may know of a user."""

from dataclasses import dataclass

from catalog.models import User
from catalog.status import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as pages and rules see it: no hashes, no secrets."""

    id: int
    login: str
    name: str
    role: Role
    producer_id: int | None = None
    has_totp: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether this is somebody of the centre (staff or admin)."""
        return self.role in {Role.STAFF, Role.ADMIN}


def person_of(user: User) -> Person:
    """The value of a user row; the row has to be stored already."""
    if user.id is None:
        raise ValueError("the user is not stored yet")
    return Person(
        id=user.id,
        login=user.login,
        name=user.name,
        role=Role(user.role),
        producer_id=user.producer_id,
        has_totp=user.totp_sealed is not None,
    )
