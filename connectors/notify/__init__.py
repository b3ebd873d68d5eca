"""Carrying notices outside: e-mail and Telegram through apprise, webhooks by our own client."""

from connectors.notify.parcel import NotDeliveredError, Parcel, RefusedError

__all__ = ["NotDeliveredError", "Parcel", "RefusedError"]
