"""`user add`, `user passwd`: accounts from the command line."""

from typing import Annotated

import typer


def add(
    login: Annotated[str, typer.Argument(help="Tên đăng nhập.")],
    role: Annotated[str, typer.Option(help="admin, staff hoặc producer.")] = "staff",
    name: Annotated[str, typer.Option(help="Họ tên hiển thị.")] = "",
    producer_id: Annotated[
        int | None, typer.Option(help="Mã chủ thể, bắt buộc với vai trò producer.")
    ] = None,
) -> None:
    """Tạo tài khoản; mật khẩu được hỏi (hoặc đọc từ đầu vào chuẩn), không ghi trên dòng lệnh."""
    from catalog.accounts import create_user
    from catalog.status import Role
    from jobs.cli.common import database

    if role not in {word.value for word in Role}:
        raise typer.BadParameter("vai trò là admin, staff hoặc producer", param_hint="--role")
    if role == Role.PRODUCER and producer_id is None:
        raise typer.BadParameter("cần mã chủ thể", param_hint="--producer-id")
    password = _ask_password()
    with database() as opened, opened.write() as session:
        create_user(
            session, login, password, Role(role), name=name or login, producer_id=producer_id
        )
    typer.echo(f"Đã tạo tài khoản {login} ({role}).")


def passwd(login: Annotated[str, typer.Argument(help="Tên đăng nhập.")]) -> None:
    """Đặt lại mật khẩu; mọi phiên đang mở của tài khoản bị đóng."""
    from catalog.accounts import AccountError, find_user, set_password
    from jobs.cli.common import database

    password = _ask_password()
    with database() as opened, opened.write() as session:
        user = find_user(session, login)
        if user is None:
            raise AccountError(f"Không có tài khoản “{login}”")
        set_password(session, user, password)
    typer.echo(f"Đã đặt lại mật khẩu của {login}.")


def _ask_password() -> str:
    import sys

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password: str = typer.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại")
    return password
