"""``python -m connectors.sandbox``: the simulated marketplaces as a process of their own."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from connectors.sandbox.server import Sandbox
from connectors.sandbox.settings import SandboxSettings


def _settings(arguments: list[str]) -> SandboxSettings:
    defaults = SandboxSettings()
    parser = argparse.ArgumentParser(
        prog="python -m connectors.sandbox",
        description="Sàn thương mại điện tử mô phỏng, chỉ nghe trên 127.0.0.1.",
    )
    add = parser.add_argument
    add("--dir", type=Path, default=None, help="thư mục giữ trạng thái (mặc định: tạm thời)")
    add("--shopee-port", type=int, default=0)
    add("--floor-port", type=int, default=0)
    add("--floors", type=int, default=1, help="số sàn không có API, mỗi sàn một cổng")
    add("--speed", type=float, default=1.0, help="hệ số rút ngắn thời hạn, ví dụ 3600")
    add("--control-token", default=defaults.control_token)
    add("--partner-id", type=int, default=defaults.partner_id)
    add("--partner-key", default=defaults.partner_key)
    add("--push-url", default="", help="địa chỉ nhận thông báo đẩy")
    add("--review-seconds", type=float, default=defaults.review_seconds)
    add("--moderation-seconds", type=float, default=defaults.moderation_seconds)
    given = vars(parser.parse_args(arguments))
    return SandboxSettings(directory=given.pop("dir"), **given)


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM, SIGINT or Ctrl-C; the first line of output is JSON."""
    stop = threading.Event()
    names = ("SIGINT", "SIGTERM", "SIGBREAK")  # SIGBREAK: Ctrl-Break on Windows
    for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
        signal.signal(number, lambda *_: stop.set())
    settings = _settings(arguments)
    with Sandbox(settings) as sandbox:
        ready = {
            "shopee_url": sandbox.shopee_url,
            "floor_url": sandbox.floor_url,
            "floor_urls": sandbox.floor_urls,
            "control_token": sandbox.control_token,
            "partner_id": settings.partner_id,
            "partner_key": settings.partner_key,
        }
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        while not stop.wait(0.5):  # an endless wait would not notice Ctrl-C on Windows
            continue
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
