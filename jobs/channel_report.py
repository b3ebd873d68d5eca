"""Each channel's abilities, limits and health, as `chophien channels --json` prints them."""

from typing import Any

from sqlalchemy import ColumnElement, literal
from sqlmodel import Session, col, func, or_, select

from catalog.hosts import SCOPE
from catalog.models import Channel, Circuit, Incident, Listing, PageWatch, Shop, utc_now
from catalog.status import ON_SALE
from connectors import registry


def channel_rows(session: Session) -> list[dict[str, Any]]:
    """One row for each known channel; the keys are a contract with those who script us."""
    return [_row(session, kind) for kind in registry.CHANNELS]


def _row(session: Session, kind: str) -> dict[str, Any]:
    declared = registry.get(kind).declaration
    policy = declared.policy
    return {
        "kind": kind,
        "label_vi": declared.label_vi,
        "push": declared.push,
        "observe": [method.value for method in declared.observe],
        "state": declared.state,
        "limits": {
            "rate_per_second": policy.rate,
            "in_flight": policy.in_flight,
            "deadline_seconds": policy.deadline,
            "tries": policy.tries,
        },
        "health": _health(session, kind),
    }


def _health(session: Session, kind: str) -> dict[str, Any]:
    channel = session.get(Channel, kind)
    looked = select(func.max(Listing.look_at)).join(Shop).where(Shop.channel == kind)
    last_look = session.exec(looked).one()
    return {
        "enabled": channel is not None and channel.enabled,
        "shops": session.exec(select(func.count()).where(Shop.channel == kind)).one(),
        "listings": _listings(session, kind),
        "live": _listings(session, kind, on_sale=True),
        "last_look_at": last_look.isoformat() if last_look else None,
        "open_circuits": list(
            session.exec(
                select(Circuit.key).where(
                    col(Circuit.key).startswith(f"{kind}:"), col(Circuit.open_until) > utc_now()
                )
            )
        ),
        "incident": session.exec(
            select(Incident.kind).where(_of_channel(kind), col(Incident.closed_at).is_(None))
        ).first(),
    }


def _of_channel(kind: str) -> ColumnElement[bool]:
    """The channel's own incident, or that of a host on which its pages stand."""
    hosts = (
        select(literal(SCOPE) + col(PageWatch.host))
        .join(Listing, col(Listing.id) == col(PageWatch.listing_id))
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .where(Shop.channel == kind)
    )
    return or_(col(Incident.scope) == kind, col(Incident.scope).in_(hosts))


def _listings(session: Session, kind: str, *, on_sale: bool = False) -> int:
    query = select(func.count(col(Listing.id))).join(Shop).where(Shop.channel == kind)
    if on_sale:
        query = query.where(col(Listing.observed).in_(sorted(ON_SALE)))
    return session.exec(query).one()
