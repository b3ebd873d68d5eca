"""The driver: what is repeated, what is not, and what a conversation gets to see."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from catalog.contract import ShopRef
from catalog.db import Database
from catalog.models import Shop
from catalog.vault import Vault
from connectors.base import ChannelError, Kind, Policy, Request, Response, Steps
from connectors.http.client import ChannelClient
from connectors.http.credentials import CredentialStore
from tests.unit.http.channel import FAST, ManualTime, tiny_client, tiny_shop
from tests.unit.http.server import Asked, LocalServer, Reply

T = TypeVar("T")
GET = Request("GET", "/a")
POST = Request("POST", "/create", json={"name": "Chè"}, repeatable=False)


def ask(request: Request) -> Steps[bytes]:
    response: Response = yield request
    return response.body


def ask_or_code(request: Request) -> Steps[str]:
    try:
        yield request
    except ChannelError as error:
        return f"{error.decision.kind}:{error.may_have_arrived}"
    return "ok"


class Bench:
    """A client before a server, and a shop."""

    def __init__(self, server: LocalServer, database: Database, vault: Vault) -> None:
        self.server, self.database, self.vault = server, database, vault
        self.shop = tiny_shop(database, vault)

    def run(self, make: Callable[[], Steps[T]], policy: Policy = FAST) -> T:
        async def whole() -> T:
            async with tiny_client(self.server, self.database, self.vault, policy) as client:
                return await client.run(self.shop, make())

        return asyncio.run(whole())


@pytest.fixture
def bench(server: LocalServer, database: Database, vault: Vault) -> Bench:
    return Bench(server, database, vault)


def test_a_request_goes_out_as_it_was_signed(bench: Bench) -> None:
    bench.server.answer = lambda _asked: Reply(body=b'{"go": "ok"}')
    request = Request(
        "POST", "/create", query={"state": ["A", "B"], "on": True}, json={"tên": "Chè"}
    )
    assert bench.run(lambda: ask(request)) == b'{"go": "ok"}'
    (asked,) = bench.server.asked
    assert asked.path == "/create?state=A&state=B&on=true&access_token=access-token-1"
    assert asked.body == '{"tên":"Chè"}'.encode()
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["user-agent"] == "ChoPhien"
    assert "cookie" not in asked.headers


def test_cookies_are_not_kept(bench: Bench) -> None:
    bench.server.answer = lambda _asked: Reply(headers={"Set-Cookie": "id=7; Path=/"})

    def twice() -> Steps[None]:
        first = yield GET
        assert "set-cookie" not in first.headers
        yield GET

    bench.run(twice)
    assert all("cookie" not in asked.headers for asked in bench.server.asked)


def test_redirects_of_an_api_are_not_followed(bench: Bench) -> None:
    bench.server.answer = lambda _asked: Reply(302, headers={"Location": "http://10.0.0.1/"})
    assert bench.run(lambda: ask_or_code(GET)) == "parse_changed:False"
    assert len(bench.server.asked) == 1


@pytest.mark.parametrize("bad", [Reply(cut=True), Reply(503), Reply(body=b'{"go": "retry"}')])
def test_a_read_is_repeated_until_it_works(bench: Bench, bad: Reply) -> None:
    bench.server.replies(bad, bad, Reply(body=b'{"n": 1}'))
    assert bench.run(lambda: ask(GET), replace(FAST, circuit_after=9)) == b'{"n": 1}'


@pytest.mark.parametrize(
    "bad",
    [
        Reply(cut=True),
        Reply(503),
        Reply(body=b'{"go": "retry"}'),
        Reply(body=b'{"go":"ambiguous"}'),
    ],
)
def test_a_create_is_never_repeated_when_it_may_have_arrived(bench: Bench, bad: Reply) -> None:
    bench.server.answer = lambda _asked: bad
    said = bench.run(lambda: ask_or_code(POST))
    assert said.endswith(":True")
    assert len(bench.server.asked) == 1


def test_a_create_that_was_refused_for_its_pace_is_repeated(bench: Bench) -> None:
    slow = Reply(429, headers={"Retry-After": "0.05"})
    bench.server.replies(slow, Reply(body=b'{"n": 2}'))
    assert bench.run(lambda: ask(POST)) == b'{"n": 2}'


def test_a_create_that_never_left_is_repeated_and_then_certainly_not_done(
    server: LocalServer, database: Database, vault: Vault
) -> None:
    shop = tiny_shop(database, vault)
    time = ManualTime()

    async def whole() -> str:
        client = tiny_client(server, database, vault, replace(FAST, tries=3), time.clock())
        server.shutdown()
        server.server_close()
        async with client:
            return await client.run(shop, ask_or_code(POST))

    assert asyncio.run(whole()) == "channel_down:False"
    assert len(time.slept) == 2


def test_a_refusal_is_final(bench: Bench) -> None:
    bench.server.answer = lambda _asked: Reply(body=b'{"go": "rejected"}')
    assert bench.run(lambda: ask_or_code(GET)) == "rejected:False"
    assert len(bench.server.asked) == 1


def test_the_deadline_is_total(bench: Bench) -> None:
    bench.server.answer = lambda _asked: Reply(body=b"{" + b" " * 400 + b"}", drip=4.0)
    said = bench.run(lambda: ask_or_code(POST), replace(FAST, deadline=0.3))
    assert said == "channel_down:True"


def test_what_nobody_handles_leaves_as_an_error_with_our_code(bench: Bench) -> None:
    bench.server.answer = lambda _asked: Reply(404)
    with pytest.raises(ChannelError) as caught:
        bench.run(lambda: ask(GET))
    assert caught.value.code == "item_not_found"
    assert caught.value.decision.kind is Kind.NOT_FOUND


def test_a_long_wait_is_handed_back_not_slept(bench: Bench) -> None:
    bench.server.answer = lambda _asked: Reply(503, headers={"Retry-After": "600"})
    with pytest.raises(ChannelError) as caught:
        bench.run(lambda: ask(GET))
    assert caught.value.after == 600
    assert len(bench.server.asked) == 1


def test_a_429_pauses_the_account_for_the_next_process_too(bench: Bench) -> None:
    bench.server.replies(Reply(429, headers={"Retry-After": "60"}), Reply())
    for _process in range(2):
        with pytest.raises(ChannelError) as caught:
            bench.run(lambda: ask(GET))
        assert caught.value.decision.kind is Kind.RATE_LIMITED
        assert caught.value.after == pytest.approx(60, abs=3)
    assert len(bench.server.asked) == 1


def test_a_channel_that_is_down_is_left_alone_and_other_shops_go_on(bench: Bench) -> None:
    bench.server.answer = lambda _asked: Reply(500)
    assert bench.run(lambda: ask_or_code(GET)) == "channel_down:False"
    asked = len(bench.server.asked)
    assert asked == FAST.circuit_after
    with pytest.raises(ChannelError) as caught:
        bench.run(lambda: ask(GET))
    assert caught.value.decision.code == "circuit_open"
    assert (caught.value.after or 0) > 0
    assert len(bench.server.asked) == asked
    bench.server.answer = lambda _asked: Reply()
    bench.shop = tiny_shop(bench.database, bench.vault, "s2")
    assert bench.run(lambda: ask(GET)) == b"{}"


def test_a_refused_token_is_renewed_once_and_the_pair_kept_before_use(bench: Bench) -> None:
    store = CredentialStore(bench.database, bench.vault)
    kept: list[str] = []

    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/refresh"):
            assert asked.body == b'{"token":"refresh-token-1"}'
            return Reply(body=b'{"access": "access-token-2", "refresh": "r-2", "lasts": 3600}')
        if "access-token-1" in asked.path:
            return Reply(401)
        tokens = store.load(bench.shop.shop_id).tokens
        kept.append(tokens.access_token if tokens else "")
        return Reply(body=b'{"n": 3}')

    bench.server.answer = answer
    assert bench.run(lambda: ask(POST)) == b'{"n": 3}'
    assert kept == ["access-token-2"]


def test_a_token_that_stays_refused_asks_for_a_person(bench: Bench) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/refresh"):
            return Reply(body=b'{"access": "access-token-2", "refresh": "r-2", "lasts": 3600}')
        return Reply(401)

    bench.server.answer = answer
    with pytest.raises(ChannelError) as caught:
        bench.run(lambda: ask(GET))
    assert caught.value.code == "auth_expired"
    assert len(bench.server.asked) == 3


def test_an_unauthorised_shop_and_an_unconfigured_channel_are_said(
    server: LocalServer, database: Database, vault: Vault
) -> None:
    shop = tiny_shop(database, vault)
    with database.write() as session:
        session.get_one(Shop, shop.shop_id).credentials_sealed = None

    async def whole(target: ShopRef, client: ChannelClient) -> str:
        async with client:
            with pytest.raises(ChannelError) as caught:
                await client.run(target, ask(GET))
            return caught.value.code

    assert asyncio.run(whole(shop, tiny_client(server, database, vault))) == "auth_expired"
    client = tiny_client(server, database, vault)
    client._endpoints = {}
    other = tiny_shop(database, vault, "s9")
    assert asyncio.run(whole(other, client)) == "config_missing"
    assert server.asked == []


def test_a_network_call_inside_a_transaction_is_a_bug(bench: Bench) -> None:
    async def whole() -> None:
        async with tiny_client(bench.server, bench.database, bench.vault) as client:
            steps = ask(GET)
            await client.run(bench.shop, steps)
            with bench.database.read():
                await client.run(bench.shop, ask(GET))

    with pytest.raises(RuntimeError, match="inside a database transaction"):
        asyncio.run(whole())
    assert len(bench.server.asked) == 1


def test_answers_that_may_be_kept_are_asked_once(bench: Bench) -> None:
    def thrice() -> Steps[None]:
        for _ in range(3):
            yield replace(GET, keep=60.0)
        yield replace(GET, keep=60.0, query={"id": 2})

    bench.run(thrice)
    assert len(bench.server.asked) == 2


def test_the_number_in_flight_is_kept(bench: Bench) -> None:
    bench.server.answer = lambda _asked: Reply(body=b"{}", drip=0.2)

    async def whole() -> int:
        policy = replace(FAST, in_flight=2)
        most = 0
        async with tiny_client(bench.server, bench.database, bench.vault, policy) as client:
            runs = [
                asyncio.create_task(client.run(bench.shop, ask(replace(GET, path=f"/{n}"))))
                for n in range(6)
            ]
            while not all(run.done() for run in runs):
                finished = sum(run.done() for run in runs)
                most = max(most, len(bench.server.asked) - finished)
                await asyncio.sleep(0.01)
            await asyncio.gather(*runs)
        return most

    assert asyncio.run(whole()) <= 2
