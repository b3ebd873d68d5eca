"""The sandbox as a process of its own: ready line, state over a kill, clean stop."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from connectors.sandbox import Sandbox, SandboxSettings
from tests.unit.sandbox.caller import Caller, Control, Json

TOKEN = "control-token-of-this-test"


@contextmanager
def running(folder: Path) -> Iterator[tuple["subprocess.Popen[str]", Json]]:
    """The process and what its ready line says."""
    command = [sys.executable, "-m", "connectors.sandbox", "--dir", str(folder)]
    options = ["--control-token", TOKEN, "--review-seconds", "0", "--speed", "60"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            if process.poll() is None:
                process.kill()


def created(ready: Json) -> tuple[int, str, int]:
    """A shop, its token, an item, made in the running process."""
    control = Control(ready["shopee_url"], TOKEN)
    with control.http:
        shop_id = control.post("/shops", name="HTX Bắc Hà")["shop_id"]
        token = control.post("/tokens", shop_id=shop_id)["access_token"]
    caller = attached(ready, shop_id, token)
    with caller.http:
        return shop_id, token, caller.add("LC-KILL")


def attached(ready: Json, shop_id: int, token: str) -> Caller:
    """A partner of the running process."""
    settings = SandboxSettings(partner_id=ready["partner_id"], partner_key=ready["partner_key"])
    return Caller(ready["shopee_url"], settings, shop_id, token)


def test_items_and_tokens_survive_a_kill(tmp_path: Path) -> None:
    with running(tmp_path) as (process, ready):
        shop_id, token, item_id = created(ready)
        process.kill()
    with running(tmp_path) as (_process, ready):
        caller = attached(ready, shop_id, token)
        with caller.http:
            assert caller.status(item_id) == "NORMAL"
        floor = Control(ready["floor_url"], TOKEN)
        with floor.http:
            assert floor.get("/clock")["speed"] == 60


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path) as (process, ready):
        kept_alive = httpx.Client(base_url=ready["floor_url"], verify=False)
        with kept_alive:
            assert kept_alive.get("/").status_code == 200
            process.send_signal(number)
            assert process.wait(timeout=20) == 0


def test_in_threads_it_removes_its_temporary_directory() -> None:
    sandbox = Sandbox()
    folder = Path(str(sandbox.directory))
    with sandbox:
        assert (folder / "sandbox.sqlite").exists()
        assert sandbox.shopee_url != sandbox.floor_url
        assert httpx.get(sandbox.shopee_url, verify=False).status_code == 200
    assert not folder.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(sandbox.shopee_url, verify=False)


def test_a_taken_port_is_an_error() -> None:
    with Sandbox() as first:
        port = httpx.URL(first.shopee_url).port or 0
        with pytest.raises(OSError, match="in use"):
            Sandbox(SandboxSettings(directory=first.directory, shopee_port=port))
