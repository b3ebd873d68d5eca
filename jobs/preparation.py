"""Bringing an installation's data to the point where processes can start: idempotent."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from catalog import seed
from catalog.accounts import ensure_demo_users
from catalog.config import Settings
from catalog.db import Database
from catalog.migrate import upgrade
from catalog.vault import load_secret, open_vault
from jobs.channel_rows import ensure_channels
from jobs.demo.sandbox import floor_url, shopee_url
from jobs.demo.stage import set_up_stage

Say = Callable[[str], None]
ROLES_VI = {"admin": "quản trị", "staff": "cán bộ", "producer": "chủ thể"}


@dataclass(frozen=True, slots=True)
class Account:
    """A demo sign-in to print."""

    login: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What there is to tell a person: sign-ins of the demo, addresses of simulated floors."""

    accounts: tuple[Account, ...] = ()
    sandbox: tuple[tuple[str, str], ...] = ()


def prepare(settings: Settings, step: Say) -> Prepared:
    """Secret, folders, migrations, channels; in the demo also the bundled catalog.

    Raises VaultError outside the demo without a proper secret.
    """
    load_secret(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        step("Cập nhật cơ sở dữ liệu…")
        upgrade(database)
        ensure_channels(database)
        if settings.mode == "demo":
            step("Nạp danh mục mẫu…")
            _fill(settings, database)
    finally:
        database.dispose()
    return Prepared()


def prepare_demo(settings: Settings, prepared: Prepared, step: Say) -> Prepared:
    """Shops, tokens and sign-ins of the demo; the sandbox must be answering."""
    database = Database(settings.database_url)
    try:
        set_up_stage(settings, database, open_vault(settings))
        step("Tạo tài khoản dùng thử…")
        with database.write() as session:
            users = ensure_demo_users(session, load_secret(settings))
    finally:
        database.dispose()
    return replace(
        prepared,
        accounts=tuple(Account(login, word, ROLES_VI[role]) for login, word, role in users),
        sandbox=(
            ("Shopee mô phỏng", shopee_url(settings)),
            ("Sàn bưu điện mô phỏng", floor_url(settings)),
        ),
    )


def _fill(settings: Settings, database: Database) -> None:
    """The bundled public rows and marked sample facts; what is there already is left alone."""
    with database.write() as session:
        seed.load_places(session)
    with database.write() as session:
        seed.load_bundled_catalog(session)
        seed.load_targets(session)
    with database.write() as session:
        seed.load_sample_facts(session, settings.data_dir)
