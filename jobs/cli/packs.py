"""`export` and `hand-over`: upload packs for floors without an API."""

from pathlib import Path
from typing import Annotated

import typer

ShopId = Annotated[int, typer.Argument(help="Mã gian hàng trên sàn không có API.")]


def export(
    shop: ShopId,
    target: Annotated[Path, typer.Option(help="Thư mục ghi gói.")] = Path("goi-hang"),
) -> None:
    """Xuất gói tải lên sàn (CSV, XLSX, ảnh) để người phụ trách đăng."""
    from catalog.config import load_settings
    from catalog.models import utc_now
    from jobs import packs
    from jobs.cli.bars import steps
    from jobs.cli.common import database, whoami

    with database() as opened, steps() as step:
        pack = packs.export(opened, load_settings(), shop, target, whoami(), utc_now(), step)
    typer.echo(f"{pack.item_count} sản phẩm: {pack.archive}")
    typer.echo(f"Bàn giao: chophien hand-over {shop} {pack.file_hash[:12]} “tên người nhận”")


def hand_over(
    shop: ShopId,
    file_hash: Annotated[str, typer.Argument(help="Mã băm của gói (đủ đoạn đầu).")],
    person: Annotated[str, typer.Argument(help="Người nhận.")],
) -> None:
    """Ghi nhận đã bàn giao một gói cho ai, lúc nào."""
    from catalog.models import utc_now
    from jobs import packs
    from jobs.cli.common import database, whoami

    with database() as opened, opened.write() as session:
        row = packs.hand_over(session, shop, file_hash, person, whoami(), utc_now())
        typer.echo(
            f"Đã bàn giao gói {row.file_hash[:12]} ({row.item_count} sản phẩm) cho {person}."
        )
