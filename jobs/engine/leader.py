"""A named lock with an end, as a row: one leader among all scheduling processes."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from catalog.models import Lease


def take(session: Session, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Take or renew the lease `name` until `now` + `seconds`; False while another holds it.

    Both statements are atomic by themselves, so two processes can't both be told yes.
    """
    until = now + timedelta(seconds=seconds)
    connection = session.connection()
    renewed = connection.execute(
        update(Lease)
        .where(col(Lease.name) == name)
        .where(or_(col(Lease.holder) == holder, col(Lease.until) < now))
        .values(holder=holder, until=until)
        .returning(col(Lease.name))
    )
    if renewed.first() is not None:
        return True
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    fresh = insert(Lease).values(name=name, holder=holder, until=until)
    made = connection.execute(fresh.on_conflict_do_nothing().returning(col(Lease.name)))
    return made.first() is not None


def give_back(session: Session, name: str, holder: str) -> None:
    """End our lease at once, so that a successor needn't wait for its end."""
    session.connection().execute(
        delete(Lease).where(col(Lease.name) == name, col(Lease.holder) == holder)
    )
