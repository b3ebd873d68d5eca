"""`shop add`, `shop list`: digital shops (gian hàng số) from the command line."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlmodel import Session


def add(
    channel: Annotated[str, typer.Argument(help="Mã sàn: shopee, buudien … (chophien channels).")],
    name: Annotated[str, typer.Argument(help="Tên gian hàng trên sàn.")],
    producer: Annotated[
        str, typer.Option(help="Chủ thể: mã số hoặc tên; bỏ trống là gian hàng của tỉnh.")
    ] = "",
    url: Annotated[str, typer.Option(help="Địa chỉ trang gian hàng.")] = "",
    account: Annotated[
        str, typer.Option(help="Mã gian hàng trên sàn; bỏ trống thì biết khi ủy quyền.")
    ] = "",
) -> None:
    """Mở một gian hàng trong danh mục; sau đó chủ gian hàng ủy quyền ở trang của nó."""
    from catalog import producers, shops
    from catalog.config import load_settings
    from catalog.models import Channel
    from jobs.cli.common import database, whoami

    with database() as opened, opened.write() as session:
        owner = producers.the_one(session, producer).id if producer else None
        asked = shops.NewShop(channel, name, owner, url, account)
        shop_id = shops.open_shop(session, asked, load_settings(), whoami()).id
        assisted = session.get_one(Channel, channel).assisted
    deed = "xếp kệ hàng" if assisted else "ủy quyền và xếp kệ hàng"
    typer.echo(f"Đã mở gian hàng {shop_id}: {name}.")
    typer.echo(f"Tiếp theo: mở trang /quan-tri/gian-hang/{shop_id} để {deed}.")


def list_shops(
    json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> None:
    """Các gian hàng: của ai, trên sàn nào, đã ủy quyền chưa, bao nhiêu tin đang bán."""
    from jobs.cli.common import database, print_json, show, table

    with database() as opened, opened.read() as session:
        rows = _rows(session)
    if json:
        print_json(rows)
        return
    shown = table("Gian hàng", "Mã", "Tên", "Sàn", "Của", "Ủy quyền đến", "Đang bán")
    for row in rows:
        selling = f"{row['live']} / {row['listings']}"
        owner = row["producer"] or "tỉnh"
        shown.add_row(str(row["id"]), row["name"], row["channel"], owner, _until(row), selling)
    show(shown)


def _until(row: Mapping[str, Any]) -> str:
    from jobs.cli.common import local

    if row["needs_authorisation"]:
        return local(row["authorised_until"]) if row["authorised"] else "chưa"
    return "không cần"


def _rows(session: "Session") -> list[dict[str, Any]]:
    """Every shop; the keys are a contract with those who script us."""
    from sqlalchemy import case, func
    from sqlmodel import col, select

    from catalog.models import Channel, Listing, Producer, Shop
    from catalog.status import ON_SALE

    live = func.sum(case((col(Listing.observed).in_(sorted(ON_SALE)), 1), else_=0))
    counted = select(col(Listing.shop_id), live, func.count()).group_by(col(Listing.shop_id))
    goods = {row[0]: (int(row[1]), row[2]) for row in session.exec(counted)}
    query = (
        select(Shop, Producer.name, Channel.assisted)
        .join(Channel, col(Channel.kind) == col(Shop.channel))
        .outerjoin(Producer, col(Producer.id) == col(Shop.producer_id))
        .order_by(col(Shop.channel), col(Shop.name), col(Shop.id))
    )
    return [
        {
            "id": shop.id,
            "channel": shop.channel,
            "name": shop.name,
            "producer_id": shop.producer_id,
            "producer": producer or "",
            "account": shop.account,
            "url": shop.url,
            "state": shop.state,
            "needs_authorisation": not assisted,
            "authorised": shop.credentials_sealed is not None,
            "authorised_until": shop.authorised_until,
            "is_sandbox": shop.is_sandbox,
            "live": goods.get(shop.id or 0, (0, 0))[0],
            "listings": goods.get(shop.id or 0, (0, 0))[1],
        }
        for shop, producer, assisted in session.exec(query)
    ]
