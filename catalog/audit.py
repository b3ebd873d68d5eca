"""The audit trail: who changed what, written in the transaction of the change itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from catalog.models import AuditEntry, utc_now


def write(
    session: Session, actor: str, action: str, object_kind: str, object_id: object, **change: Any
) -> None:
    """Add one line; `change` holds plain JSON values, never secrets or personal data."""
    write_many(session, actor, action, object_kind, {object_id: change})


def write_many(
    session: Session,
    actor: str,
    action: str,
    object_kind: str,
    changes: Mapping[Any, Mapping[str, Any]],
) -> None:
    """One line per object id of `changes`, all at the same time."""
    if not changes:
        return
    at = utc_now()
    session.execute(
        insert(AuditEntry),
        [
            {
                "at": at,
                "actor": actor,
                "action": action,
                "object_kind": object_kind,
                "object_id": str(object_id),
                "change": dict(change),
            }
            for object_id, change in changes.items()
        ],
    )


def of_object(session: Session, object_kind: str, object_id: object) -> list[AuditEntry]:
    """The trail of one object, newest first."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.object_kind == object_kind, AuditEntry.object_id == str(object_id))
        .order_by(col(AuditEntry.id).desc())
    )
    return list(session.exec(query))


def last_actors(
    session: Session, object_kind: str, object_ids: Iterable[int], action: str
) -> dict[int, str]:
    """For each object the person of its newest line with `action`; objects without are absent."""
    wanted = {str(object_id) for object_id in object_ids}
    query = (
        select(AuditEntry.object_id, AuditEntry.actor)
        .where(AuditEntry.object_kind == object_kind, AuditEntry.action == action)
        .order_by(col(AuditEntry.id))
    )
    return {int(key): actor for key, actor in session.exec(query) if key in wanted}
