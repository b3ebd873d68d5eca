"""A folder in memory for files that tests make and drop by the thousand."""

import os
import shutil
from pathlib import Path

_SHARED_MEMORY = Path("/dev/shm")  # Linux mounts it everywhere; containers often give it 64 MB
_ROOM = 2 * 1024**3


def memory_folder() -> Path | None:
    """Where files live in memory, or nothing where there is no such place with room to spare."""
    if not os.access(_SHARED_MEMORY, os.W_OK | os.X_OK):
        return None
    return _SHARED_MEMORY if shutil.disk_usage(_SHARED_MEMORY).free >= _ROOM else None
