"""`push`: carry a plan out, with a progress bar; exactly the plan that was read."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from catalog.config import Settings
    from catalog.plan import Plan
    from jobs.context import JobContext

PlanHash = Annotated[
    str | None, typer.Option("--plan-hash", help="Chỉ gửi nếu kế hoạch vẫn đúng mã băm này.")
]


def push(
    plan_hash: PlanHash = None,
    shop: Annotated[
        list[int] | None, typer.Option("--shop", help="Chỉ gian hàng này (lặp lại được).")
    ] = None,
) -> None:
    """Gửi kế hoạch lên sàn và chờ kết quả. Kế hoạch đã đổi hoặc chờ duyệt thì không gửi gì."""
    import asyncio

    from catalog.config import load_settings
    from jobs.cli.common import database

    with database():
        raise typer.Exit(asyncio.run(_push(load_settings(), plan_hash, shop)))


async def _push(settings: "Settings", plan_hash: str | None, shops: list[int] | None) -> int:
    from jobs.cli.common import whoami
    from jobs.outfit import outfit

    async with outfit(settings, whoami()) as context:
        computed = _queue(context, plan_hash, shops)
        if not computed.actions:
            typer.echo("Không có gì cần gửi.")
            return 0
        return await _carry_out(context, [action.listing_id for action in computed.actions])


def _queue(context: "JobContext", plan_hash: str | None, shops: list[int] | None) -> "Plan":
    from catalog.plan import PlanRefusedError, apply, compute, save_plan

    limits = context.settings.plan
    with context.database.write() as session:
        computed = compute(session, context.clock(), shops)
        if plan_hash is not None and computed.plan_hash != plan_hash:
            raise PlanRefusedError(
                "Danh mục đã đổi, kế hoạch không còn như lúc xem: xem lại kế hoạch"
            )
        save_plan(session, computed, context.actor, limits)
    with context.database.write() as session:
        apply(session, computed, limits, now=context.clock())
    return computed


async def _carry_out(context: "JobContext", listing_ids: list[int]) -> int:
    """Work beside any running worker until the plan's listings have an outcome."""
    import asyncio
    import threading

    from jobs.cli.bars import counted
    from jobs.context import process_name
    from jobs.engine.logs import for_a_person
    from jobs.engine.stopping import on_stop_signals
    from jobs.engine.worker import Worker
    from jobs.pushing import outcomes

    for_a_person()
    stop = threading.Event()
    on_stop_signals(stop)
    working = asyncio.create_task(Worker(context, process_name()).run(stop))
    with counted("Đang gửi") as show:
        while not stop.is_set():
            found = await asyncio.to_thread(outcomes, context.database, listing_ids)
            show(len(listing_ids) - found.open, len(listing_ids))
            if not found.open:
                stop.set()
            await asyncio.sleep(0.2)
    await working
    return _report(found.by_state)


def _report(by_state: dict[str, int]) -> int:
    from catalog.labels import DISPATCH_VI
    from catalog.status import Dispatch

    for state, number in by_state.items():
        typer.echo(f"{DISPATCH_VI[Dispatch(state)]}: {number}")
    return 0 if set(by_state) <= {Dispatch.ACCEPTED, Dispatch.IDLE} else 1
