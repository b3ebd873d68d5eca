"""Reading back: pages politely, shops by API, pushes as hints, tokens and certificates in time."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask.testing import FlaskClient
from sqlmodel import select

from catalog import ledger
from catalog.contract import Seen
from catalog.models import (
    Incident,
    Observation,
    Product,
    Recognition,
    Run,
    Shop,
    Task,
    utc_now,
)
from catalog.public_address import AddressError
from catalog.status import Dispatch, Intent, Observed
from connectors.http.credentials import CredentialStore
from connectors.shopee.signing import push_authorization
from jobs import packs
from jobs.certificate_watch import certificate_watch
from jobs.demo.sandbox import callback_url
from jobs.housekeeping import housekeeping
from jobs.linking import LinkError, LinkRow, link, rows_of
from jobs.looking import look_now
from jobs.observe_api import observe_api
from jobs.observe_page import observe_page
from jobs.plan_push import plan_push
from jobs.token_refresh import token_refresh
from jobs.web import create_app
from tests.support.stall import Stall

Act = Callable[[Any], Any]
Work = Callable[[], None]


def once(job: Callable[..., Any], *arguments: Any) -> Callable[[Any], Any]:
    """A plain job as something to be awaited."""

    async def run(context: Any) -> Any:
        return job(context, *arguments)

    return run


def test_pages_are_read_and_the_wall_changes_nothing(
    stall: Stall, act: Act, work: Work, on_floor: list[int]
) -> None:
    assert act(once(observe_page)).counts == {"hosts": 1}
    work()
    assert {row.observed for row in stall.listings(*on_floor)} == {Observed.LIVE}
    assert {row.dispatch for row in stall.listings(*on_floor)} == {Dispatch.ACCEPTED}
    stall.floor.post("/faults", {"kind": "wall", "match": "/p/"})
    seen: Seen = act(lambda context: look_now(context, on_floor[0]))
    assert seen.status is Observed.UNKNOWN
    assert stall.listings(on_floor[0])[0].observed == Observed.LIVE


def test_robots_are_obeyed(stall: Stall, act: Act, on_floor: list[int]) -> None:
    stall.floor.post("/rules", {"robots": "User-agent: *\nDisallow: /p/\n"})
    seen: Seen = act(lambda context: look_now(context, on_floor[0]))
    assert (seen.status, seen.flags) == (Observed.UNKNOWN, ("robots_disallowed",))


def test_a_page_that_is_gone_counts_after_two_looks(
    stall: Stall, act: Act, work: Work, on_floor: list[int]
) -> None:
    act(once(observe_page))
    work()
    number = int((stall.listings(on_floor[0])[0].public_url or "").rsplit("-", 1)[1][:-5])
    stall.floor.post(f"/items/{number}", {"status": "removed"})
    act(lambda context: look_now(context, on_floor[0]))
    assert stall.listings(on_floor[0])[0].observed == Observed.LIVE


def test_only_listed_hosts_are_linked(stall: Stall, on_floor: list[int]) -> None:
    with stall.database.write() as session, pytest.raises(LinkError, match="không thuộc"):
        link(session, stall.settings, on_floor[0], "https://example.org/p/1", "canbo")


def test_one_page_is_not_two_listings(stall: Stall, on_floor: list[int]) -> None:
    taken = stall.listings(on_floor[0])[0].public_url or ""
    with (
        stall.database.write() as session,
        pytest.raises(AddressError, match=f"tin {on_floor[0]} "),
    ):
        link(session, stall.settings, on_floor[1], taken, "canbo")
    with stall.database.write() as session:
        link(session, stall.settings, on_floor[0], taken, "canbo")


SHEETS = {
    "of-excel.csv": "\ufeffMã SKU;Tên sản phẩm;Địa chỉ\r\nA1;Chè;https://x/1\r\nA2;Trà;\r\nA3;Gạo; https://x/3\r\n",
    "plain.csv": "ghi chú\n\nurl,sku\nhttps://x/1,A1\n,A2\nhttps://x/3,A3\n",
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_of_addresses_is_read_by_its_headings(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(SHEETS[name], encoding="utf-8")
    found = [(row.sku, row.url) for row in rows_of(tmp_path / name)]
    assert found == [("A1", "https://x/1"), ("A3", "https://x/3")]


def test_the_pack_itself_takes_the_addresses_back(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "san-pham.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Mã SKU", "Địa chỉ sản xuất", "Liên kết"])
        sheet.write_row(4, 0, ["A1", "Sa Pa", "https://x/1"])
    assert rows_of(tmp_path / "san-pham.xlsx") == [LinkRow(5, "A1", "https://x/1")]


def test_a_sheet_without_the_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("tên,giá\nchè,1\n", encoding="utf-8")
    with pytest.raises(LinkError, match="cần hai cột"):
        rows_of(tmp_path / "a.csv")


def test_a_pack_is_recorded_once_and_handed_over(stall: Stall, on_floor: list[int]) -> None:
    shop_id = stall.listings(on_floor[0])[0].shop_id
    target = stall.settings.data_dir / "goi-hang"
    for _ in range(2):
        pack = packs.export(stall.database, stall.settings, shop_id, target, "canbo", utc_now())
    assert pack.item_count == 3
    assert pack.archive.exists()
    with stall.database.write() as session:
        row = packs.hand_over(session, shop_id, pack.file_hash[:8], "Lan", "canbo", utc_now())
        assert (row.handed_to, row.item_count) == ("Lan", 3)
    with stall.database.write() as session, pytest.raises(packs.PackError):
        packs.hand_over(session, shop_id, "không có", "Lan", "canbo", utc_now())


@pytest.fixture
def on_shopee(stall: Stall, act: Act, work: Work) -> list[int]:
    """Two listings put up through the API."""
    listing_ids = stall.stock_up(stall.open_shop(), 2)
    act(once(plan_push))
    work()
    return listing_ids


def test_a_silent_channel_is_unknown_and_tried_again(
    stall: Stall, act: Act, work: Work, on_shopee: list[int]
) -> None:
    stall.fault("status", "/api/v2/", status=503)
    act(once(observe_api))
    work()
    rows = stall.listings(*on_shopee)
    assert {row.observed for row in rows} == {Observed.UNKNOWN}
    with stall.database.read() as session:
        task = session.exec(select(Task).where(Task.job == "observe_shop")).one()
        assert task.state == "waiting"
        assert task.error_code == "channel_down"


def lines(stall: Stall, job: str) -> list[Run]:
    with stall.database.read() as session:
        return ledger.recent(session, job)


def test_looks_leave_a_line_that_they_point_at(
    stall: Stall, act: Act, work: Work, on_shopee: list[int]
) -> None:
    act(once(observe_api))
    work()
    (line,) = lines(stall, "observe_shop")
    assert (line.state, line.counts, line.failures) == (
        "succeeded",
        {"looked": 2, "changed": 2},
        {},
    )
    assert line.ended_at is not None
    assert line.ended_at >= line.started_at
    with stall.database.read() as session:
        looks = session.exec(select(Observation)).all()
    assert [look.run_id for look in looks] == [line.id] * len(on_shopee)


def test_a_silent_channel_is_told_in_the_line(
    stall: Stall, act: Act, work: Work, on_shopee: list[int]
) -> None:
    assert on_shopee
    stall.fault("status", "/api/v2/", status=503)
    act(once(observe_api))
    work()
    (line,) = lines(stall, "observe_shop")
    assert (line.state, line.failures) == ("failed", {"channel_down": 1})


@pytest.mark.usefixtures("on_floor")
def test_pages_leave_one_line_and_an_idle_turn_none(stall: Stall, act: Act, work: Work) -> None:
    for number in range(2):
        act(once(observe_page))
        work()
        (line,) = lines(stall, "read_pages")
        assert line.counts["looked"] == 3, number


@pytest.fixture
def web(stall: Stall) -> Iterator[FlaskClient]:
    """The composed web application."""
    app = create_app(stall.settings)
    with app.test_client() as client:
        yield client
    app.extensions.clear()


def push_of(stall: Stall, listing_id: int) -> bytes:
    row = stall.listings(listing_id)[0]
    with stall.database.read() as session:
        account = session.get_one(Shop, row.shop_id).external_id
    return (
        f'{{"code":16,"shop_id":{account},"timestamp":1,"data":{{"item_id":{row.external_id}}}}}'
    ).encode()


def send(web: FlaskClient, stall: Stall, body: bytes, key: str | None = None) -> int:
    from connectors.sandbox.settings import SandboxSettings

    secret = key or SandboxSettings().partner_key
    sign = push_authorization(secret, callback_url(stall.settings), body)
    answer = web.post("/hook/shopee", data=body, headers={"Authorization": sign})
    assert answer.data == b"" or answer.status_code == 403
    return answer.status_code


def test_a_push_queues_one_look(stall: Stall, web: FlaskClient, on_shopee: list[int]) -> None:
    body = push_of(stall, on_shopee[0])
    assert [send(web, stall, body) for _ in range(3)] == [200, 200, 200]
    with stall.database.read() as session:
        waiting = session.exec(select(Task).where(Task.job == "observe_listing")).all()
    assert [task.args for task in waiting] == [{"listing_id": on_shopee[0]}]


def test_a_forged_push_is_refused(stall: Stall, web: FlaskClient, on_shopee: list[int]) -> None:
    body = push_of(stall, on_shopee[0])
    assert send(web, stall, body, key="someone else's key") == 403
    assert web.post("/hook/shopee", data=body).status_code == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"code":"x"}', b'{"code":16,"shop_id":1}'])
def test_a_strange_push_is_answered_and_dropped(
    stall: Stall, web: FlaskClient, body: bytes
) -> None:
    assert send(web, stall, body) == 200
    with stall.database.read() as session:
        assert session.exec(select(Task)).all() == []


def test_consent_needs_a_person_and_a_fresh_state(stall: Stall, web: FlaskClient) -> None:
    shop_id = stall.open_shop()
    assert web.get("/ket-noi/shopee?code=a&shop_id=1&state=x").status_code == 302
    assert web.post(f"/ket-noi/shopee/{shop_id}").status_code in {400, 401}


def test_tokens_are_renewed_before_they_end(stall: Stall, act: Act) -> None:
    shop_id = stall.open_shop()
    store = CredentialStore(stall.database, stall.vault)
    before = store.load(shop_id).tokens
    assert act(token_refresh).counts["refreshed"] == 0
    with stall.database.write() as session:
        session.get_one(Shop, shop_id).access_expires_at = utc_now() + timedelta(minutes=5)
    assert act(token_refresh).counts["refreshed"] == 1
    assert store.load(shop_id).tokens != before


def test_a_lapsing_consent_is_warned_of_once(stall: Stall, act: Act) -> None:
    shop_id = stall.open_shop()
    warned = []
    for days in (3, 3, 300):
        with stall.database.write() as session:
            session.get_one(Shop, shop_id).authorised_until = utc_now() + timedelta(days=days)
        warned.append(act(token_refresh).counts["warned"])
    assert warned == [1, 0, 0]
    with stall.database.read() as session:
        assert session.exec(select(Incident)).one().closed_at is not None


@pytest.mark.usefixtures("on_shopee")
def test_lapsed_stars_ask_for_an_update(stall: Stall, act: Act) -> None:
    assert act(once(certificate_watch)).counts == {"ending": 0, "outdated_claims": 0}
    with stall.database.write() as session:
        row = session.exec(select(Recognition)).all()[0]
        row.decision_date, row.valid_to = utc_now().date(), utc_now().date() - timedelta(days=1)
        product_id = row.product_id
    assert act(once(certificate_watch)).counts["outdated_claims"] == 1
    intents = {row.product_id: row.intent for row in stall.listings()}
    assert intents.pop(product_id) == Intent.UPDATE
    assert set(intents.values()) == {Intent.LIST}


@pytest.mark.usefixtures("on_shopee")
def test_housekeeping_removes_pictures_that_no_product_has(stall: Stall, act: Act) -> None:
    folder = stall.settings.data_dir / "pictures"
    used, unused = folder / stall.picture(), folder / "old.jpg"
    unused.write_bytes(b"old")
    for file in (used, unused):
        os.utime(file, (0, 0))
    assert act(once(housekeeping)).counts["pictures"] == 1
    assert used.exists()
    assert not unused.exists()


@pytest.mark.usefixtures("on_shopee")
def test_housekeeping_forgets_old_work_only(stall: Stall, act: Act) -> None:
    with stall.database.write() as session:
        for task in session.exec(select(Task)):
            task.ended_at = utc_now() - timedelta(days=31)
    assert act(once(housekeeping)).counts["tasks"] == 2
    with stall.database.read() as session:
        assert len(session.exec(select(Product)).all()) == 2
