"""Starting the demo over: its database, pictures and marketplaces are removed."""

import shutil
from pathlib import Path

from catalog.config import Settings
from catalog.errors import ChoPhienError
from jobs.engine.ports import is_free

FOLDERS = ("sandbox", "pictures", "log")


class ResetError(ChoPhienError):
    """The demo may not be reset now."""

    code = "config_missing"


def reset_demo(settings: Settings) -> list[Path]:
    """Remove what `chophien up` made in the data folder; returns what was removed.

    Raises ResetError outside the demo, with a database elsewhere, or while something runs.
    """
    if settings.mode != "demo" or settings.database.url:
        raise ResetError("Chỉ bản thử (mode = demo, SQLite trong data_dir) mới đặt lại được")
    ports = (settings.web.port, settings.sandbox.shopee_port, settings.sandbox.floor_port)
    if not all(is_free("127.0.0.1", port) for port in ports):
        raise ResetError("Chợ Phiên đang chạy: dừng lại (Ctrl-C) rồi đặt lại")
    folder = settings.data_dir
    removed = []
    for path in (*folder.glob("chophien.db*"), *(folder / name for name in FOLDERS)):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()
        else:
            continue
        removed.append(path)
    return removed
