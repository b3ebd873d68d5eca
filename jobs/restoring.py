"""Putting a copy of the database back, only while nothing uses it."""

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from catalog import backup
from catalog.config import Settings
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.models import utc_now
from jobs.engine.heartbeat import workers_alive
from jobs.engine.ports import is_free


class StillRunningError(ChoPhienError):
    """A process would go on writing into the database that was put aside."""

    code = "config_missing"


def restore(settings: Settings, copy: Path) -> Path:
    """Replace the database by a copy; returns where the old one is kept.

    Raises StillRunningError while the storefront or a worker runs, and what
    `catalog.backup.restore` raises.
    """
    database = Database(settings.database_url)
    try:
        if not is_free("127.0.0.1", settings.web.port) or _worker_alive(database):
            raise StillRunningError(
                "Chợ Phiên đang chạy: dừng mọi tiến trình (Ctrl-C) rồi phục hồi; "
                "nếu vừa bị tắt đột ngột, đợi một phút"
            )
        return backup.restore(database, copy)
    finally:
        database.dispose()


def _worker_alive(database: Database) -> bool:
    try:
        with database.read() as session:
            return bool(workers_alive(session, utc_now()))
    except SQLAlchemyError:
        # A database that can't be read is what a restore is for.
        return False
