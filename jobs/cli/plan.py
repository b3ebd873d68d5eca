"""`plan` and `approve`: what would change and why, before anything is sent."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from catalog.plan import Held, Plan, PlannedAction

Json = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")]
Shops = Annotated[
    list[int] | None, typer.Option("--shop", help="Chỉ gian hàng này (lặp lại được).")
]


def plan(shop: Shops = None, json: Json = False) -> None:
    """Cho xem kế hoạch: sẽ đổi gì trên sàn, vì sao, và tin nào chưa gửi được. Không gửi gì."""
    from catalog.config import load_settings
    from catalog.models import utc_now
    from catalog.plan import approval_reason, compute, save_plan
    from jobs.cli.bars import steps
    from jobs.cli.common import database, print_json, whoami

    limits = load_settings().plan
    with database() as opened, steps(shown=not json) as step:
        step("So danh mục với các sàn")
        with opened.read() as session:
            computed = compute(session, utc_now(), shop)
            names = _names(session, computed)
        step("Ghi kế hoạch")
        with opened.write() as session:
            save_plan(session, computed, whoami(), limits)
    reason = approval_reason(computed, limits)
    if json:
        print_json(_document(computed, names, reason))
    else:
        _show(computed, names, reason)


def approve(plan_hash: Annotated[str, typer.Argument(help="Mã băm của kế hoạch.")]) -> None:
    """Duyệt một kế hoạch đang chờ; người lập hoặc đề nghị không tự duyệt được."""
    from catalog.plan import approve as approve_plan
    from jobs.cli.common import database, whoami

    with database() as opened, opened.write() as session:
        approve_plan(session, plan_hash, whoami())
    typer.echo(f"Đã duyệt kế hoạch {plan_hash[:12]}. Gửi: chophien push --plan-hash {plan_hash}")


def _names(session: Any, computed: "Plan") -> dict[tuple[str, int], str]:
    from sqlmodel import col, select

    from catalog.models import Product, Shop
    from catalog.outbox.rows import chunks

    rows: list[Held | PlannedAction] = [*computed.actions, *computed.held]
    found: dict[tuple[str, int], str] = {}
    for part in chunks({row.product_id for row in rows}):
        query = select(Product.id, Product.name).where(col(Product.id).in_(part))
        found |= {("product", key): name for key, name in session.exec(query)}
    for part in chunks({row.shop_id for row in rows}):
        query = select(Shop.id, Shop.name).where(col(Shop.id).in_(part))
        found |= {("shop", key): name for key, name in session.exec(query)}
    return found


def _document(
    computed: "Plan", names: dict[tuple[str, int], str], reason: str
) -> dict[str, object]:
    return {
        "plan_hash": computed.plan_hash,
        "as_of": computed.as_of.isoformat(),
        "counts": computed.counts,
        "on_channel": computed.on_channel,
        "needs_approval": reason,
        "actions": [
            {
                "listing_id": action.listing_id,
                "product": names[("product", action.product_id)],
                "shop": names[("shop", action.shop_id)],
                "channel": action.channel,
                "action": action.action.value,
                "reason_vi": action.reason_vi,
                "assisted": action.assisted,
                "old_price_vnd": action.old_price_vnd,
                "price_vnd": action.price_vnd,
            }
            for action in computed.actions
        ],
        "held": [
            {
                "listing_id": held.listing_id,
                "product": names[("product", held.product_id)],
                "shop": names[("shop", held.shop_id)],
                "code": held.code,
                "reason_vi": held.reason_vi,
            }
            for held in computed.held
        ],
    }


def _show(computed: "Plan", names: dict[tuple[str, int], str], reason: str) -> None:
    from catalog.labels import ACTION_VI
    from jobs.cli.common import show, table

    if not computed.actions and not computed.held:
        typer.echo("Không có gì cần đổi trên sàn.")
        return
    rows = table("Kế hoạch", "Việc", "Sản phẩm", "Gian hàng", "Vì sao")
    for action in computed.actions:
        rows.add_row(
            ACTION_VI[action.action],
            names[("product", action.product_id)],
            names[("shop", action.shop_id)],
            action.reason_vi,
        )
    show(rows)
    if computed.held:
        kept = table("Chưa gửi được", "Sản phẩm", "Gian hàng", "Vì sao")
        for held in computed.held:
            product, shop = names[("product", held.product_id)], names[("shop", held.shop_id)]
            kept.add_row(product, shop, held.reason_vi)
        show(kept)
    if reason:
        typer.echo(f"{reason}. Người thứ hai duyệt: chophien approve {computed.plan_hash}")
    elif computed.actions:
        typer.echo(f"Gửi đúng kế hoạch này: chophien push --plan-hash {computed.plan_hash}")
