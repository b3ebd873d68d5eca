"""The centre's pages: board, errors and decisions, runs, plan and approval, figures, health."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from catalog import audit, plan
from catalog.config import PlanSettings
from catalog.db import Database
from catalog.models import (
    AuditEntry,
    Heartbeat,
    Listing,
    PlanRecord,
    Product,
    Run,
    Shop,
    Task,
    utc_now,
)
from catalog.models.base import utc_now as now
from catalog.public_address import NEEDS_PERSON
from catalog.status import Dispatch
from storefront.formats import decimal, money, number, share
from storefront.producer.offer import whole_number
from tests.support.browsing import post
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]


def _listing(database: Database, listing_id: int) -> Listing:
    with database.read() as session:
        found = session.get(Listing, listing_id)
        assert found is not None
        session.expunge(found)
    return found


@pytest.mark.parametrize(
    ("question", "there", "absent"),
    [
        ("", "Mật ong bạc hà", "không có"),
        ("?thay=live", "Trà Shan tuyết", "Mật ong"),
        ("?gui=failed_permanent", "Khăn thổ cẩm", "Mật ong"),
        ("?kenh=buudien", "Mật ong", "Khăn thổ cẩm"),
        ("?q=mat+ong", "Mật ong", "Khăn thổ cẩm"),
        ("?muon=withdraw", "Không có sản phẩm nào khớp", "Khăn thổ cẩm"),
    ],
)
def test_the_board_filters(as_user: Browser, question: str, there: str, absent: str) -> None:
    page = as_user("thu").get("/quan-tri" + question).text
    assert there in page
    assert absent not in page


def test_the_error_list_says_whose_move_it_is(as_user: Browser) -> None:
    page = as_user("thu").get("/quan-tri/loi").text
    assert "Sản phẩm chưa có giá bán." in page
    assert "Nhập giá bán để có thể đưa lên sàn." in page
    assert "Việc của: chủ thể" in page


def test_the_error_list_of_another_owner_is_empty(as_user: Browser) -> None:
    assert "Không có việc nào của sàn." in as_user("thu").get("/quan-tri/loi?cua=channel").text


def test_retry_queues_the_dead_task_again(
    as_user: Browser, market: Market, database: Database
) -> None:
    address = f"/quan-tri/tin/{market.stopped_listing}/gui-lai"
    answer = post(as_user("thu"), address, next="/quan-tri/loi?cua=producer")
    assert answer.location == "/quan-tri/loi?cua=producer"
    assert _listing(database, market.stopped_listing).dispatch == "queued"
    with database.read() as session:
        task = session.get(Task, market.dead_task)
        assert task is not None
        assert task.state == "waiting"
        trail = audit.of_object(session, "listing", market.stopped_listing)
        assert (trail[0].actor, trail[0].action) == ("thu", "retry")


def test_retry_of_what_runs_well_is_explained(as_user: Browser, market: Market) -> None:
    answer = post(as_user("thu"), f"/quan-tri/tin/{market.tea_listing}/gui-lai")
    assert answer.status_code == 400
    assert "không có việc nào đang dừng" in answer.text


def test_giving_up_drops_the_wish(as_user: Browser, market: Market, database: Database) -> None:
    post(as_user("thu"), f"/quan-tri/tin/{market.stopped_listing}/bo")
    assert _listing(database, market.stopped_listing).intent == "not_wanted"


def test_giving_up_a_refusal_without_a_task_drops_the_wish_too(
    as_user: Browser, market: Market, database: Database
) -> None:
    post(as_user("thu"), f"/quan-tri/tin/{market.honey_listing}/bo")
    assert _listing(database, market.honey_listing).intent == "not_wanted"


@pytest.mark.parametrize("asked", ["withdraw", "list"])
def test_staff_say_what_is_wanted(
    as_user: Browser, market: Market, database: Database, asked: str
) -> None:
    post(as_user("thu"), f"/quan-tri/tin/{market.tea_listing}/y-muon", muon=asked)
    assert _listing(database, market.tea_listing).intent == asked


def test_a_nonsense_wish_is_refused(as_user: Browser, market: Market) -> None:
    answer = post(as_user("thu"), f"/quan-tri/tin/{market.tea_listing}/y-muon", muon="x")
    assert answer.status_code == 400


@pytest.mark.parametrize(("deed", "state"), [("lam-lai", "waiting"), ("bo", "cancelled")])
def test_a_dead_task_is_revived_or_dropped(
    as_user: Browser, market: Market, database: Database, deed: str, state: str
) -> None:
    post(as_user("thu"), f"/quan-tri/viec/{market.dead_task}/{deed}")
    with database.read() as session:
        task = session.get(Task, market.dead_task)
        assert task is not None
        assert task.state == state


def test_a_look_is_asked_for(as_user: Browser, market: Market, database: Database) -> None:
    post(as_user("alice"), f"/tin/{market.tea_listing}/kiem-tra")
    due = _listing(database, market.tea_listing).due_at
    assert due is not None
    assert due <= utc_now()


def test_a_pasted_address_is_kept_and_looked_at(
    as_user: Browser, market: Market, database: Database
) -> None:
    url = "https://nongsan.buudien.vn/mat-ong"
    post(as_user("bob"), f"/tin/{market.honey_listing}/lien-ket", url=url)
    listing = _listing(database, market.honey_listing)
    assert listing.public_url == url
    assert listing.due_at is not None


def test_a_pasted_address_ends_the_upload_that_was_owed(
    as_user: Browser, market: Market, database: Database
) -> None:
    with database.write() as session:
        owed = session.get_one(Listing, market.honey_listing)
        owed.dispatch, owed.dispatch_code = Dispatch.BLOCKED, NEEDS_PERSON
        owed.attempted_hash = "a" * 64
    url = "https://nongsan.buudien.vn/mat-ong"
    post(as_user("bob"), f"/tin/{market.honey_listing}/lien-ket", url=url)
    listing = _listing(database, market.honey_listing)
    assert (listing.dispatch, listing.dispatched_hash) == (Dispatch.ACCEPTED, "a" * 64)


def test_a_pasted_address_of_another_listing_is_refused(
    as_user: Browser, market: Market, database: Database
) -> None:
    url = "https://nongsan.buudien.vn/che"
    with database.write() as session:
        session.get_one(Listing, market.tea_listing).public_url = url
    answer = post(as_user("bob"), f"/tin/{market.honey_listing}/lien-ket", url=url)
    assert answer.status_code == 400
    assert "đã ghi cho tin" in answer.text
    assert _listing(database, market.honey_listing).public_url is None


def test_a_pasted_address_of_a_stranger_is_refused(
    as_user: Browser, market: Market, database: Database
) -> None:
    address = f"/tin/{market.honey_listing}/lien-ket"
    answer = post(as_user("bob"), address, url="https://evil.example/")
    assert answer.status_code == 400
    assert "sàn đã biết" in answer.text
    assert _listing(database, market.honey_listing).public_url is None


def test_a_producer_gives_price_and_stock(
    as_user: Browser, market: Market, database: Database
) -> None:
    address = f"/cua-toi/san-pham/{market.tea}"
    assert post(as_user("alice"), address, price="195.000 đ", stock="7").status_code == 302
    with database.read() as session:
        tea = session.get(Product, market.tea)
        assert tea is not None
        assert (tea.price_vnd, tea.stock, tea.price_is_sample) == (195_000, 7, False)
        trail = session.exec(select(AuditEntry).where(AuditEntry.object_kind == "product")).all()
    assert {(line.actor, line.action) for line in trail} == {("alice", "price"), ("alice", "stock")}


@pytest.mark.parametrize(("price", "stock"), [("", "1"), ("-5", "1"), ("500", "1"), ("9000", "x")])
def test_a_bad_price_or_stock_changes_nothing(
    as_user: Browser, market: Market, database: Database, price: str, stock: str
) -> None:
    address = f"/cua-toi/san-pham/{market.tea}"
    assert post(as_user("alice"), address, price=price, stock=stock).status_code == 400
    with database.read() as session:
        tea = session.get(Product, market.tea)
        assert tea is not None
        assert tea.price_vnd == 180_000


def _waiting_plan(database: Database) -> str:
    limits = PlanSettings(approval_share=0, approval_least=1)
    with database.write() as session:
        listing = session.exec(select(Listing).where(Listing.observed == "live")).one()
        listing.dispatched_hash, listing.external_id = "x:185000:1", "77"
        listing.intent = "withdraw"
        shop = session.get(Shop, listing.shop_id)
        assert shop is not None
        shop.credentials_sealed = b"sealed"
        session.add_all([listing, shop])
        session.flush()
        record = plan.save_plan(session, plan.compute(session, now()), "thu", limits)
        assert record is not None
        assert record.needs_approval
        return record.plan_hash


def test_a_second_person_approves_exactly_the_plan_shown(
    as_user: Browser, database: Database
) -> None:
    shown = _waiting_plan(database)
    assert shown in as_user("hai").get("/quan-tri/ke-hoach").text
    own = post(as_user("thu"), "/quan-tri/ke-hoach/duyet", plan_hash=shown)
    assert own.status_code == 400
    assert "không tự duyệt được" in own.text
    assert post(as_user("hai"), "/quan-tri/ke-hoach/duyet", plan_hash=shown).status_code == 302
    with database.read() as session:
        assert session.exec(select(PlanRecord.approved_by)).one() == "hai"


def test_another_plan_than_the_one_shown_is_not_approved(
    as_user: Browser, database: Database
) -> None:
    _waiting_plan(database)
    answer = post(as_user("hai"), "/quan-tri/ke-hoach/duyet", plan_hash="0" * 64)
    assert answer.status_code == 400


def test_a_figure_leads_to_its_list(as_user: Browser) -> None:
    browser = as_user("thu")
    assert "/quan-tri/danh-sach/on_floor?tinh-den=" in browser.get("/quan-tri/chi-tieu").text
    assert "Trà Shan tuyết" in browser.get("/quan-tri/danh-sach/on_floor").text


def test_no_such_figure_run_or_task(as_user: Browser) -> None:
    browser = as_user("thu")
    for address in ("danh-sach/khong-co", "lich-su/99999", "viec/99999"):
        assert browser.get(f"/quan-tri/{address}").status_code == 404


def test_runs_are_told_in_the_words_of_the_centre(as_user: Browser, database: Database) -> None:
    with database.write() as session:
        session.add(Run(job="read_pages", state="succeeded", counts={"looked": 3, "recorded": 0}))
    page = as_user("thu").get("/quan-tri/lich-su").text
    assert "Đọc các trang đến lượt của một tên miền" in page
    assert "đã xem: 3" in page
    assert "đã ghi" not in page
    assert (
        "Hỏi" not in as_user("thu").get("/quan-tri/lich-su?viec=read_pages").text.split("<table")[1]
    )


def test_the_header_says_how_long_ago_the_schedule_ran(
    as_user: Browser, database: Database
) -> None:
    with database.write() as session:
        beat = session.get(Heartbeat, "scheduler")
        assert beat is not None
        beat.at = utc_now() - timedelta(seconds=12)
        session.add(beat)
    assert "giây trước" in as_user("thu").get("/quan-tri").text


def test_a_silent_schedule_is_told_in_the_header_and_to_the_monitor(
    as_user: Browser, client: FlaskClient, database: Database
) -> None:
    with database.write() as session:
        beat = session.get(Heartbeat, "scheduler")
        assert beat is not None
        beat.at = utc_now() - timedelta(minutes=30)
        session.add(beat)
    assert "Lịch chạy đã dừng" in as_user("thu").get("/quan-tri").text
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["scheduler"] == "silent"


def test_a_living_schedule_is_healthy(client: FlaskClient, database: Database) -> None:
    with database.write() as session:
        beat = session.get(Heartbeat, "scheduler")
        assert beat is not None
        beat.at = utc_now()
        session.add(beat)
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json()["database"] == "up"


def test_machines_are_kept_off_work_pages(client: FlaskClient) -> None:
    assert "Disallow: /quan-tri" in client.get("/robots.txt").text


def test_figures_are_written_as_here() -> None:
    assert number(1_234_567) == "1.234.567"
    assert money(50_000) == "50.000 đ"
    assert share(55, 128) == "43,0 %"
    assert share(0, 0) == "–"
    assert decimal(1234.56) == "1.234,6"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("180.000 đ", 180_000),
        ("180 000", 180_000),
        ("0", 0),
        ("1,5", None),
        ("", None),
        ("٣", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: int | None) -> None:
    assert whole_number(text) == value
