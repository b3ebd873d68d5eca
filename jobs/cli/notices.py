"""`notices list`, `notices test`, `notices false-alarms`: what people were told."""

from typing import Annotated

import typer


def list_notices(
    login: Annotated[str, typer.Option(help="Chỉ của tài khoản này.")] = "",
    open_only: Annotated[bool, typer.Option("--open", help="Chỉ việc chưa hết.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Số dòng nhiều nhất.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> None:
    """Liệt kê thông báo: của ai, về việc gì, đã báo lúc nào; mới nhất trước."""
    from sqlmodel import col, select

    from catalog.models import Notice, User
    from jobs.cli.common import database, local, print_json, show, table

    query = select(Notice, User.login).join(User, col(User.id) == col(Notice.user_id))
    if login:
        query = query.where(User.login == login.strip().casefold())
    if open_only:
        query = query.where(col(Notice.ended_at).is_(None))
    with database() as opened, opened.read() as session:
        rows = session.exec(query.order_by(col(Notice.id).desc()).limit(limit)).all()
    if json:
        print_json([{"login": who, **row.model_dump(exclude={"user_id"})} for row, who in rows])
        return
    shown = table("Thông báo", "Của", "Việc", "Từ", "Báo lúc", "Hết lúc")
    for row, who in rows:
        shown.add_row(
            who, row.text_vi, local(row.began_at), local(row.told_at), local(row.ended_at)
        )
    show(shown)


def try_out(login: Annotated[str, typer.Argument(help="Tài khoản nhận tin thử.")]) -> None:
    """Gửi ngay một tin thử tới các địa chỉ của tài khoản; mã thoát 1 nếu không tới nơi."""
    import asyncio

    raise typer.Exit(asyncio.run(_try_out(login)))


def false_alarms(
    json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> None:
    """Tỷ lệ báo sai: bao nhiêu trên bao nhiêu vấn đề đã báo, theo lý do."""
    from catalog.config import load_settings
    from catalog.models import utc_now
    from catalog.notices import false_alarms as alarms
    from jobs.cli.common import database, local, print_json

    chosen = load_settings().notices
    with database() as opened, opened.read() as session:
        figure = alarms.false_alarms(
            session, utc_now(), days=chosen.figure_days, withdrawn_hours=chosen.withdrawn_hours
        )
    by = {why.value: figure.by(why) for why in alarms.Why}
    if json:
        print_json({"k": figure.k, "n": figure.n, "as_of": figure.as_of, "by": by})
        return
    span = f"từ {local(figure.since)} đến {local(figure.as_of)}"
    typer.echo(f"Báo sai: {figure.k} trên {figure.n} vấn đề đã báo, {span}")
    for why, text in alarms.WHY_VI.items():
        typer.echo(f"  {figure.by(why)} · {text}")


async def _try_out(login: str) -> int:
    from catalog.accounts import AccountError, find_user
    from catalog.config import load_settings
    from catalog.models import NoticeSetting
    from catalog.notices import composing
    from catalog.notices.addresses import configured
    from jobs.cli.common import whoami
    from jobs.notify import send_now
    from jobs.outfit import outfit

    async with outfit(load_settings(), whoami()) as context:
        with context.database.write() as session:
            user = find_user(session, login)
            if user is None:
                raise AccountError(f"Không có tài khoản “{login}”")
            row = session.get(NoticeSetting, user.id)
            ways = configured(context.settings)
            queued = composing.queue_test(session, row, ways, context.clock()) if row else []
        if not queued:
            typer.echo("Tài khoản này chưa có địa chỉ nào gửi được: đặt ở trang Thông báo.")
            return 1
        failed = 0
        for one in queued:
            said = await send_now(context, one)
            failed += bool(said)
            typer.echo(f"{'✗' if said else '✓'} {one.way.value}{': ' + said if said else ''}")
        return 1 if failed else 0
