"""The catalogue version: what caches are keyed by; it rises once per batch of changes."""

from sqlalchemy import update
from sqlmodel import Session, col

from catalog.models import Counter

CATALOGUE = "catalogue"


def raise_version(session: Session) -> None:
    """Say, in the transaction of a change, that what was cached of the catalog is outdated."""
    risen = session.execute(
        update(Counter)
        .where(col(Counter.name) == CATALOGUE)
        .values(value=col(Counter.value) + 1)
        .returning(col(Counter.value))
    ).all()
    if not risen:
        session.add(Counter(name=CATALOGUE, value=1))
