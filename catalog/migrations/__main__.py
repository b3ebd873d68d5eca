"""For developers: `python -m catalog.migrations ID MESSAGE` drafts the next revision.

The draft compares the models with a scratch database at HEAD; read it, edit it, then raise HEAD.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from catalog.db import Database
from catalog.migrate import alembic_config, upgrade, writing


def main(revision: str, message: str) -> None:
    """Write `versions/ID_….py` from what the models have and the newest revision lacks."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'scratch.db'}")
        upgrade(database)
        with writing(database) as connection:
            command.revision(
                alembic_config(connection), message, autogenerate=True, rev_id=revision
            )
        database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:3])
