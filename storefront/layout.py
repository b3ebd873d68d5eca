"""What every page's frame needs: site name, who is signed in, the scheduler's last sign of life."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, request
from flask_babel import get_locale
from sqlmodel import Session

from catalog.models import Heartbeat
from storefront import words
from storefront.context import person, site
from storefront.links import REL, floor_link, picture_link

SCHEDULER = "scheduler"
SILENT_AFTER = 90.0
"""Seconds without a sign of life after which the header says so."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """The scheduler's last sign of life."""

    at: datetime | None
    is_silent: bool


def pulse_of(session: Session, now: datetime) -> Pulse:
    """When the scheduler was last alive; silent when that is long ago or never was."""
    beat = session.get(Heartbeat, SCHEDULER)
    if beat is None:
        return Pulse(None, is_silent=True)
    return Pulse(beat.at, is_silent=(now - beat.at).total_seconds() > SILENT_AFTER)


def _pulse() -> Pulse:
    here = site()
    with here.database.read() as session:
        return pulse_of(session, here.clock())


def _values() -> dict[str, Any]:
    here = site()
    language = str(get_locale() or "vi")
    return {
        "site": here.settings.site,
        "is_simulated": here.is_simulated,
        "person": person(),
        "language": language,
        "pulse": _pulse,
        "here": request.full_path.rstrip("?"),
        "floor_link": lambda url: floor_link(url, here.settings),
        "picture_link": lambda url: picture_link(url, here.settings),
        "link_rel": REL,
        "words": words,
    }


def install(app: Flask) -> None:
    """Give these values to every template."""
    app.context_processor(_values)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
