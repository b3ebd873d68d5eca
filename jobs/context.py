"""What a job is given: the database, the settings, the vault, the outside world, the clock."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from catalog.config import Settings
from catalog.db import Database
from catalog.vault import Vault
from jobs.clients import Clients


@dataclass(frozen=True, slots=True)
class JobContext:
    """Handed to every job; `clock` tells aware UTC time, `run_id` is the task's ledger row."""

    database: Database
    settings: Settings
    vault: Vault
    clients: Clients
    clock: Callable[[], datetime]
    actor: str = "scheduler"


def process_name() -> str:
    """This process in leases and heartbeats: machine, process id, and a random tail.

    The tail keeps a restarted process apart from a dead one that had the same id.
    """
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid4().hex[:6]}"
