"""`link`: paste the public address of a listing that a person put up, one or a whole sheet."""

from pathlib import Path
from typing import Annotated

import typer


def link(
    listing: Annotated[int | None, typer.Argument(help="Mã tin.")] = None,
    url: Annotated[str | None, typer.Argument(help="Địa chỉ trang sản phẩm.")] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(help="Tệp xlsx, ods hoặc csv có cột sku, url.", exists=True, dir_okay=False),
    ] = None,
    shop: Annotated[int | None, typer.Option(help="Gian hàng của tệp.")] = None,
) -> None:
    """Ghi địa chỉ công khai của tin do người đăng; hệ thống sẽ tự đọc trang từ nay."""
    if sheet is not None and shop is not None:
        raise typer.Exit(_from_sheet(sheet, shop))
    if listing is None or url is None:
        raise typer.BadParameter("cần MÃ_TIN và ĐỊA_CHỈ, hoặc --sheet cùng --shop")
    from catalog.config import load_settings
    from jobs import linking
    from jobs.cli.common import database, whoami

    with database() as opened, opened.write() as session:
        linking.link(session, load_settings(), listing, url, whoami())
    typer.echo(f"Đã ghi địa chỉ của tin {listing}.")


def _from_sheet(sheet: Path, shop_id: int) -> int:
    """Each row stands by itself: a bad one is told and the others are kept."""
    from catalog.config import load_settings
    from catalog.errors import ChoPhienError
    from jobs import linking
    from jobs.cli.common import database, whoami

    settings, kept, refused = load_settings(), 0, 0
    with database() as opened:
        for row in linking.rows_of(sheet):
            try:
                with opened.write() as session:
                    listing_id = linking.listing_of(session, shop_id, row.sku)
                    linking.link(session, settings, listing_id, row.url, whoami())
            except ChoPhienError as error:
                refused += 1
                typer.echo(f"Dòng {row.number} ({row.sku}): {error.text_vi}", err=True)
            else:
                kept += 1
    typer.echo(f"Đã ghi {kept} địa chỉ, bỏ {refused}.")
    return 1 if refused else 0
