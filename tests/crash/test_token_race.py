"""Two processes find the same token ending: it is refreshed once, and both go on."""

import subprocess
import sys
from datetime import timedelta

import pytest

from catalog.contract import Tokens
from catalog.models import utc_now
from connectors.http.credentials import CredentialStore
from tests.crash.conftest import ROOT
from tests.support.stall import Stall

pytestmark = pytest.mark.crash

RACERS = 4
ASK = """
import asyncio, sys
from catalog.config import load_settings
from catalog.models import Shop
from connectors.shopee.auth import shop_info
from jobs.clients import shop_ref
from jobs.outfit import outfit

async def main() -> None:
    async with outfit(load_settings()) as context:
        with context.database.read() as session:
            shop = shop_ref(session.get_one(Shop, int(sys.argv[1])))
        print("ready", flush=True)
        sys.stdin.readline()
        print((await context.clients.channel.run(shop, shop_info())).native_state)

asyncio.run(main())
"""


def test_a_token_is_refreshed_once(stall: Stall) -> None:
    shop_id = stall.open_shop()
    store = CredentialStore(stall.database, stall.vault)
    old = store.load(shop_id).tokens
    assert old is not None
    soon = utc_now() + timedelta(seconds=30)
    store.save_tokens(shop_id, Tokens(old.access_token, old.refresh_token, soon))
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(shop_id)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(RACERS)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == b"ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(b"go\n")
        racer.stdin.flush()
    answers = [racer.communicate(timeout=180)[0].decode().strip() for racer in racers]
    assert answers == ["NORMAL"] * RACERS
    assert [racer.returncode for racer in racers] == [0] * RACERS
    new = store.load(shop_id).tokens
    assert new is not None
    assert new.refresh_token != old.refresh_token
