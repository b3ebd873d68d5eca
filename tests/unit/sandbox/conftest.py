from collections.abc import Iterator

import pytest

from connectors.sandbox import Sandbox, SandboxSettings
from tests.unit.sandbox.caller import Caller, Control


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Quick to review and to find, no limit per second unless a test sets one."""
    settings = SandboxSettings(
        review_seconds=0, search_lag_seconds=0, moderation_seconds=0, shop_rate_per_second=10_000
    )
    with Sandbox(settings) as running:
        yield running


@pytest.fixture
def control(sandbox: Sandbox) -> Iterator[Control]:
    """Control of the simulated Shopee."""
    calls = Control(sandbox.shopee_url, sandbox.control_token)
    with calls.http:
        yield calls


@pytest.fixture
def floor(sandbox: Sandbox) -> Iterator[Control]:
    """Control of the simulated floor."""
    calls = Control(sandbox.floor_url, sandbox.control_token)
    with calls.http:
        yield calls


@pytest.fixture
def caller(sandbox: Sandbox, control: Control) -> Iterator[Caller]:
    """A partner with a token for the province's shop."""
    shop = control.post("/shops", name="Đặc sản Lào Cai", owner="Sở Công Thương", kind="province")
    tokens = control.post("/tokens", shop_id=shop["shop_id"])
    partner = Caller(sandbox.shopee_url, sandbox.settings, shop["shop_id"], tokens["access_token"])
    with partner.http:
        yield partner
