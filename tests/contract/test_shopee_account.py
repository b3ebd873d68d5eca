"""Our Shopee client when answers are lost, limits are met and tokens end, over real HTTP."""

import asyncio
import io
import logging
import traceback
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from catalog.config import Settings
from catalog.contract import ListingRef, Seen
from catalog.db import Database
from catalog.models import Shop, utc_now
from catalog.status import Action, ShopState
from catalog.vault import Vault
from connectors.base import Accepted, ChannelError, Consenting, Credentials, Kind, Outcome, Unclear
from connectors.http.client import ChannelClient
from connectors.http.credentials import CredentialStore
from connectors.registry import api, open_client
from connectors.shopee import auth
from connectors.shopee.listing_pages import all_items
from tests.contract.stage import Stage, draft, listing, picture, shopee_stage

ADD = "/api/v2/product/add_item"


def created(stage: Stage, sku: str = "LC-0001", **changes: Any) -> str:
    outcome = stage.push(Action.CREATE, draft(sku, **changes))
    assert isinstance(outcome, Accepted), outcome
    return outcome.external_id or ""


def look(stage: Stage, *listings: ListingRef) -> list[Seen]:
    async def act(client: ChannelClient) -> list[Seen]:
        return await client.run(stage.shop, api("shopee").observe(listings, stage.shop, utc_now))

    return stage.run(act)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_after"},
        {"kind": "truncate"},
        {"kind": "status", "status": 502, "after": True},
        {"kind": "error", "code": "error_server", "after": True},
        {"kind": "error", "code": "error_busi_add_item_failed", "after": True},
        {"kind": "shell"},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_a_lost_answer_to_a_create_is_unclear_and_never_repeated(
    stage: Stage, fault: dict[str, Any]
) -> None:
    stage.control("/faults", {**fault, "match": ADD, "count": 1})
    first = stage.push(Action.CREATE, draft())
    assert isinstance(first, Unclear), first
    assert first.after >= 5
    assert len(stage.items()) == (0 if fault["kind"] == "shell" else 1)
    second = stage.push(Action.CREATE, draft(), check_first=True)
    assert isinstance(second, Accepted)
    assert len(stage.items()) == 1


def test_thirty_percent_lost_answers_make_no_duplicate_and_lose_nothing(stage: Stage) -> None:
    fault = {"kind": "drop_after", "match": ADD, "probability": 0.3, "seed": 11}
    stage.control("/faults", fault)
    skus = [f"LC-{number:03d}" for number in range(20)]
    unclear: list[Outcome] = []

    async def act(client: ChannelClient) -> None:
        for sku in skus:
            for _attempt in range(10):
                steps = api("shopee").push(
                    Action.CREATE, draft(sku), listing(sku), stage.shop, check_first=True
                )
                outcome = await client.run(stage.shop, steps)
                if isinstance(outcome, Accepted):
                    break
                unclear.append(outcome)

    stage.run(act)
    assert len(unclear) >= 3
    assert sorted(item["item_sku"] for item in stage.items()) == skus


def test_a_request_that_never_arrived_is_simply_repeated(stage: Stage) -> None:
    stage.control("/faults", {"kind": "rate_limit", "match": ADD, "count": 1, "retry_after": "0.1"})
    assert created(stage)
    assert len(stage.items()) == 1


def test_reads_and_absolute_writes_survive_short_failures(stage: Stage) -> None:
    item_id = created(stage)
    for kind in ("drop_before", "drop_after", "truncate"):
        stage.control("/faults", {"kind": kind, "match": "/api/v2/product/", "count": 1})
        outcome = stage.push(Action.PRICE, draft(price_vnd=310_000), listing(external_id=item_id))
        assert isinstance(outcome, Accepted), kind
    assert stage.items()[0]["price"] == 310_000


def test_a_long_retry_after_leaves_the_worker(stage: Stage) -> None:
    stage.control("/faults", {"kind": "rate_limit", "match": "/api", "retry_after": "120"})
    with pytest.raises(ChannelError) as caught:
        look(stage, listing(external_id="5"))
    assert caught.value.decision.kind is Kind.RATE_LIMITED
    assert caught.value.after == pytest.approx(120, abs=2)


def test_a_day_s_quota_is_not_hammered(stage: Stage) -> None:
    stage.control("/rules", {"daily_quota": 1})
    with pytest.raises(ChannelError) as caught:
        created(stage)
    assert caught.value.code == "quota_exhausted"
    assert (caught.value.after or 0) >= 3600


def test_an_expired_token_is_refreshed_once_and_the_call_repeated(stage: Stage) -> None:
    before = stage.authorise()
    stage.control("/clock", {"advance": 4 * 3600 + 60})
    assert created(stage)
    kept = CredentialStore(stage.database, stage.vault).load(stage.shop.shop_id).tokens
    assert kept is not None
    assert kept.refresh_token != before.refresh_token
    assert kept.authorised_until == before.authorised_until


def test_two_processes_at_once_refresh_once(stage: Stage) -> None:
    """Refresh tokens are single use: a second refresh with the same one would lose the shop."""
    stale = stage.authorise()
    ended = replace(stale, access_expires_at=utc_now() - timedelta(seconds=1))
    store = CredentialStore(stage.database, stage.vault)
    store.save_tokens(stage.shop.shop_id, ended)

    async def act() -> None:
        clients = [open_client(stage.settings, stage.database, stage.vault) for _ in range(4)]
        runs = [client.run(stage.shop, auth.shop_info()) for client in clients]
        for info in await asyncio.gather(*runs):
            assert info.state is ShopState.ACTIVE
        for client in clients:
            await client.aclose()

    refresh = {"kind": "delay", "seconds": 0.0, "match": "/api/v2/auth/access_token/get"}
    stage.control("/faults", refresh)
    asyncio.run(act())
    (fault,) = stage.control("/faults")["faults"]
    assert fault["seen"] == 1
    kept = store.load(stage.shop.shop_id).tokens
    assert kept is not None
    assert kept.refresh_token != stale.refresh_token
    stage.run(lambda client: client.refresh(stage.shop))


def test_a_withdrawn_authorisation_asks_for_a_person(stage: Stage) -> None:
    stage.control("/deauthorize", {"shop_id": int(stage.shop.external_id)})
    with pytest.raises(ChannelError) as caught:
        created(stage)
    assert caught.value.code == "auth_expired"


@pytest.mark.parametrize("skew", [7200, -7200])
def test_a_clock_that_is_off_is_set_by_the_channels(stage: Stage, skew: int) -> None:
    stage.control("/clock", {"skew": skew})

    async def act(client: ChannelClient) -> list[ShopState]:
        both = (client.run(stage.shop, api("shopee").shop_info()) for _ in range(2))
        return [info.state for info in await asyncio.gather(*both)]

    assert stage.run(act) == [ShopState.ACTIVE, ShopState.ACTIVE]


def test_a_time_that_is_refused_for_no_reason_is_not_repeated(stage: Stage) -> None:
    expired = {"kind": "error", "code": "error_param", "message": "Timestamp is expired."}
    stage.control("/faults", {**expired, "match": "/api/v2/shop/get_shop_info"})
    with pytest.raises(ChannelError) as caught:
        stage.run(lambda client: client.run(stage.shop, api("shopee").shop_info()))
    assert caught.value.code == "signature_invalid"
    assert [fault["seen"] for fault in stage.control("/faults")["faults"]] == [1]


def test_consent_from_the_link_to_the_first_call(stage: Stage) -> None:
    connector = api("shopee")
    assert isinstance(connector, Consenting)
    values = {"partner_id": "2001887", "partner_key": stage.sandbox.settings.partner_key}
    with stage.database.write() as session:
        session.get_one(Shop, stage.shop.shop_id).credentials_sealed = None

    async def act(client: ChannelClient) -> ShopState:
        endpoint = client.endpoint("shopee")
        link = connector.consent_url(endpoint, "https://ocop.example.vn/back?state=x1", utc_now())
        code = _consent(stage, link)
        steps = connector.exchange(code, Credentials(values), stage.shop)
        tokens = await client.authorise(stage.shop, steps)
        assert tokens.authorised_until is not None
        return (await client.run(stage.shop, connector.shop_info())).state

    assert stage.run(act) is ShopState.ACTIVE


def _consent(stage: Stage, link: str) -> str:
    """Click as the seller would: the form of the consent page, then the way back."""
    with httpx.Client(trust_env=False) as browser:
        page = browser.get(link)
        assert page.status_code == 200, page.text
        parts = urlsplit(link)
        form = {"shop_id": stage.shop.external_id, "decision": "agree"}
        answer = browser.post(
            f"{parts.scheme}://{parts.netloc}{parts.path}?{parts.query}", data=form
        )
    back = urlsplit(answer.headers["location"])
    query = parse_qs(back.query)
    assert query["state"] == ["x1"]
    return query["code"][0]


def test_all_items_of_a_shop_are_walked(stage: Stage) -> None:
    ids = {created(stage, f"LC-{number}") for number in range(5)}

    async def act(client: ChannelClient) -> set[str]:
        found = await client.run(stage.shop, all_items(page_size=2))
        return {str(one.item_id) for one in found}

    assert stage.run(act) == ids


def test_the_rate_is_kept_by_two_clients_together(
    settings: Settings, database: Database, vault: Vault
) -> None:
    with shopee_stage(settings, database, vault, shop_rate_per_second=10) as stage:
        settings.channels.shopee.rate = 10.0

        async def act() -> None:
            clients = [open_client(settings, database, vault) for _ in range(2)]
            calls = [client.run(stage.shop, all_items(page_size=1)) for client in clients * 12]
            await asyncio.gather(*calls)
            for client in clients:
                await client.aclose()

        stage.control("/faults", {"kind": "delay", "seconds": 0.0, "match": "/api"})
        asyncio.run(act())
        (fault,) = stage.control("/faults")["faults"]
        assert fault["seen"] <= 26, "more calls than were asked for: some were refused"


def test_no_secret_is_ever_shown(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = stage.authorise()
    canaries = [stage.sandbox.settings.partner_key, tokens.access_token, tokens.refresh_token]
    text = io.StringIO()
    created(stage)
    echo = {"kind": "error", "code": "error_param", "message": f"bad {tokens.access_token}"}
    for fault in (echo, {"kind": "status", "status": 500}, {"kind": "drop_before"}):
        stage.control("/faults", {**fault, "match": "/api"})
        for action in (Action.CREATE, Action.PRICE, Action.UNLIST):
            try:
                text.write(repr(stage.push(action, draft(), listing(external_id="5"))))
            except ChannelError as error:
                text.write("".join(traceback.format_exception(error)))
                text.write(f"{error!r} {error.decision!r} {vars(error)!r}")
        try:
            text.write(repr(look(stage, listing(external_id="5"))))
        except ChannelError as error:
            text.write("".join(traceback.format_exception(error)))
    text.write(repr(CredentialStore(stage.database, stage.vault).load(stage.shop.shop_id)))
    text.write(repr(tokens))
    with stage.database.read() as session:
        row = session.get_one(Shop, stage.shop.shop_id)
        text.write(repr(row.credentials_sealed))
    shown = text.getvalue() + caplog.text
    assert len(shown) > 1000
    for canary in canaries:
        assert canary not in shown


def test_pictures_are_uploaded_once(stage: Stage) -> None:
    async def act(client: ChannelClient) -> None:
        for number in range(3):
            content = draft(f"LC-{number}", pictures=(picture(), picture((1, 2, 3))))
            steps = api("shopee").push(
                Action.CREATE, content, listing(), stage.shop, check_first=False
            )
            assert isinstance(await client.run(stage.shop, steps), Accepted)

    stage.control("/faults", {"kind": "delay", "seconds": 0.0, "match": "/api/v2/media_space"})
    stage.run(act)
    (fault,) = stage.control("/faults")["faults"]
    assert fault["seen"] == 2
