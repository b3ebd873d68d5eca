"""`upgrade`, `check`, `backup`, `restore`: the database's revision, copies, putting one back."""

from pathlib import Path
from typing import Annotated

import typer


def upgrade() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản của chương trình (tự sao lưu trước)."""
    from catalog.config import load_settings
    from catalog.db import Database
    from catalog.migrate import upgrade as run
    from jobs.channel_rows import ensure_channels

    opened = Database(load_settings().database_url)
    try:
        result = run(opened)
        ensure_channels(opened)
    finally:
        opened.dispose()
    if not result.changed:
        typer.echo(f"Cơ sở dữ liệu đã ở phiên bản mới nhất ({result.after}).")
        return
    typer.echo(f"Đã nâng cơ sở dữ liệu từ {result.before or 'trống'} lên {result.after}.")
    if result.backup:
        typer.echo(f"Bản sao trước khi nâng: {result.backup}")


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="Tệp đích; mặc định: backups/ trong thư mục dữ liệu.")
    ] = None,
) -> None:
    """Sao lưu cơ sở dữ liệu trong khi chương trình vẫn chạy."""
    from datetime import datetime

    from catalog.backup import back_up
    from catalog.config import load_settings
    from catalog.timing import ZONE
    from jobs.cli.common import database

    stamp = f"{datetime.now(ZONE):%Y%m%d-%H%M%S}"
    target = file or load_settings().data_dir / "backups" / f"chophien-{stamp}.db"
    with database() as opened:
        typer.echo(f"Đã sao lưu vào {back_up(opened, target)}")


def restore(
    file: Annotated[Path, typer.Argument(help="Bản sao lưu cần phục hồi.")],
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
) -> None:
    """Phục hồi cơ sở dữ liệu từ bản sao (dừng mọi tiến trình trước)."""
    from catalog import backup as copies
    from catalog.config import load_settings
    from jobs.restoring import restore as put_back

    copies.check(file)
    if not yes:
        typer.confirm(f"Thay cơ sở dữ liệu hiện tại bằng {file}?", abort=True)
    kept = put_back(load_settings(), file)
    typer.echo(f"Đã phục hồi từ {file}. Cơ sở dữ liệu cũ được giữ ở {kept}")


def check(
    file: Annotated[
        Path | None, typer.Argument(help="Bản sao; mặc định: dữ liệu đang dùng.")
    ] = None,
) -> None:
    """Kiểm tra tính toàn vẹn của cơ sở dữ liệu hoặc của một bản sao."""
    from catalog import backup as copies
    from jobs.cli.common import database

    if file is not None:
        copies.check(file)
        typer.echo(f"{file}: toàn vẹn")
        return
    with database() as opened:
        current = copies.database_file(opened)
        if current is None:
            raise typer.BadParameter("chỉ kiểm tra được SQLite; với PostgreSQL dùng pg_amcheck")
        copies.check(current)
    typer.echo(f"{current}: toàn vẹn")
