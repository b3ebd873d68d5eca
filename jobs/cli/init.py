"""`init`: an empty installation for real use: configuration, secret, database; no demo data."""

from pathlib import Path
from typing import Annotated

import typer

CONFIG = """\
# Chợ Phiên: cài đặt của {operator}. Mọi mục khác có giá trị mặc định, xem docs/reference.md.
mode = "production"
data_dir = "var"
secret_key_file = "secret.key"

[site]
name = "{name}"
province = "{province}"
province_code = "{code}"
operator = "{operator}"
contact = "{contact}"

[sandbox]
enabled = false

[web]
host = "127.0.0.1"
port = 8765
trusted_hosts = ["127.0.0.1", "localhost"]
https = false # đặt true khi đứng sau máy chủ HTTPS
"""


def init(
    folder: Annotated[Path, typer.Argument(help="Thư mục cài đặt, còn trống.")] = Path(),
    province: Annotated[str, typer.Option(help="Tên tỉnh.")] = "Lào Cai",
    code: Annotated[str, typer.Option(help="Mã tỉnh sau 01/07/2025.")] = "15",
    operator: Annotated[str, typer.Option(help="Đơn vị vận hành.")] = (
        "Trung tâm Xúc tiến thương mại"
    ),
    contact: Annotated[str, typer.Option(help="Địa chỉ liên hệ ghi trong User-Agent.")] = "",
) -> None:
    """Tạo cài đặt trống cho việc thật: cấu hình, khóa bí mật, cơ sở dữ liệu; không dữ liệu mẫu."""
    config, key = folder / "config.toml", folder / "secret.key"
    for path in (config, key):
        if path.exists():
            typer.echo(f"Đã có {path}: chọn thư mục khác hoặc chuyển tệp này đi.", err=True)
            raise typer.Exit(2)
    folder.mkdir(parents=True, exist_ok=True)
    _write_key(key)
    values = {"province": province, "code": code, "operator": operator, "contact": contact}
    quoted = {
        name: value.replace("\\", "\\\\").replace('"', '\\"') for name, value in values.items()
    }
    name = f"Chợ Phiên {quoted['province']}"
    config.write_text(CONFIG.format(name=name, **quoted), encoding="utf-8")
    _prepare(config)
    typer.echo(f"Đã tạo cài đặt trong {folder.resolve()}.")
    typer.echo("Giữ secret.key ở nơi an toàn: mất khóa là mất quyền mở các ủy quyền gian hàng.")
    typer.echo("Tiếp theo: chophien user add TÊN --role admin; chophien import PHỤ_LỤC.xlsx;")
    typer.echo("rồi đăng nhập trang web, mục Gian hàng, bấm “Mở gian hàng mới”.")


def _write_key(path: Path) -> None:
    import os
    import secrets

    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48) + "\n")


def _prepare(config: Path) -> None:
    import os

    from catalog.config import load_settings
    from jobs.preparation import prepare

    os.environ["CHOPHIEN_CONFIG"] = str(config)
    prepare(load_settings(), lambda _text: None)
