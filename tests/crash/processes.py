"""Finding processes by what they listen on, from the kernel's own tables."""

from pathlib import Path

LISTEN = "0A"


def listener(port: int) -> int | None:
    """The id of a process that listens on 127.0.0.1:port; None when nobody does."""
    inodes = _listening(port)
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and _holds(folder, inodes):
            return int(folder.name)
    return None


def _listening(port: int) -> set[str]:
    rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
    cells = [row.split() for row in rows]
    ours = f":{port:04X}"
    return {f"socket:[{row[9]}]" for row in cells if row[1].endswith(ours) and row[3] == LISTEN}


def _holds(folder: Path, inodes: set[str]) -> bool:
    try:
        return any(str(link.readlink()) in inodes for link in (folder / "fd").iterdir())
    except OSError:
        return False  # it ended meanwhile, or isn't ours
