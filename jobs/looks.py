"""Asking for a look: tasks that read a listing or a shop again, soon and once."""

from datetime import datetime

from sqlmodel import Session

from catalog import outbox


def lane(shop_id: int) -> str:
    """The queue lane of a shop's account: its tasks take turns and share its limits."""
    return f"shop:{shop_id}"


def ask_for_shop(session: Session, shop_id: int, run_at: datetime | None = None) -> None:
    """Queue a look at every due listing of a shop and at the shop's own state."""
    outbox.enqueue(
        session,
        f"observe:shop:{shop_id}",
        "observe_shop",
        {"shop_id": shop_id},
        lane=lane(shop_id),
        run_at=run_at,
    )


def ask_for_listing(
    session: Session, shop_id: int, listing_id: int, run_at: datetime | None = None
) -> None:
    """Queue a look at one listing, before the shop's regular turn."""
    outbox.enqueue(
        session,
        f"observe:listing:{listing_id}",
        "observe_listing",
        {"listing_id": listing_id},
        lane=lane(shop_id),
        run_at=run_at,
        priority=5,
    )
