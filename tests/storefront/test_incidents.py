"""Incidents on the workbench, ended by a person; star claims and flapping; the evidence annex."""

from collections.abc import Callable
from datetime import timedelta
from html import escape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import Session, col, select

from catalog.contract import Proof, Seen
from catalog.db import Database
from catalog.hosts import host_scope
from catalog.models import AuditEntry, Evidence, Incident, Listing, PageWatch, Shop, utc_now
from catalog.observing import record
from catalog.observing.incident_kinds import INCIDENT_FACTS, IncidentKind
from catalog.status import Dispatch, Method, Observed
from tests.support.browsing import csrf_of
from tests.support.market import HOSTILE, Market

Browser = Callable[[str], FlaskClient]
PAGE = "https://buudien.vn/p/1"
ERRORS = "/quan-tri/loi"


def _open(session: Session, kind: str = "blocked", **more: object) -> Incident:
    row = Incident(
        scope=host_scope("buudien.vn"), kind=kind, opened_at=utc_now() - timedelta(minutes=5)
    )
    for name, value in more.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


@pytest.mark.parametrize("kind", list(IncidentKind))
def test_an_incident_says_what_where_whose_move_and_what_next(
    as_user: Browser, database: Database, kind: IncidentKind
) -> None:
    with database.write() as session:
        _open(session, kind, probe_at=utc_now() + timedelta(minutes=9), detail="5 lần liền")
    page = as_user("thu").get(ERRORS).text
    told = INCIDENT_FACTS[kind]
    for words in ("Sự cố đang mở: buudien.vn", told.text_vi, told.advice_vi, "Thử lại vài trang"):
        assert escape(words, quote=False) in page
    assert "host:" not in page
    assert "0 trên 0" not in page


def test_staff_end_it_once(as_user: Browser, database: Database) -> None:
    with database.write() as session:
        number = _open(session).id
    thu = as_user("thu")
    form = {"csrf_token": csrf_of(thu.get(ERRORS)), "next": ERRORS}
    for _ in range(2):
        assert thu.post(f"/quan-tri/su-co/{number}/dong", data=form).status_code == 302
    with database.read() as session:
        row = session.get_one(Incident, number)
        deeds = session.exec(select(AuditEntry).where(AuditEntry.action == "incident_closed")).all()
    assert (row.closed_by, len(deeds), deeds[0].actor) == ("thu", 1, "thu")
    assert "Sự cố đang mở" not in thu.get(ERRORS).text


def test_what_was_held_may_be_recorded_as_true(
    as_user: Browser, market: Market, database: Database
) -> None:
    with database.write() as session:
        number = _open(session, "mass_change").id
        session.get_one(Listing, market.tea_listing).public_url = PAGE
    with database.write() as session:
        look = Seen(market.tea_listing, Observed.SUSPENDED, utc_now(), Method.PAGE, url=PAGE)
        record(session, [look])
        assert session.get_one(Listing, market.tea_listing).observed == Observed.LIVE
    thu = as_user("thu")
    page = thu.get(ERRORS)
    assert "Đúng như sàn báo: ghi nhận 1 tin" in page.text
    form = {"csrf_token": csrf_of(page), "dung": "co"}
    thu.post(f"/quan-tri/su-co/{number}/dong", data=form)
    with database.read() as session:
        assert session.get_one(Listing, market.tea_listing).observed == Observed.SUSPENDED


def test_goods_whose_page_leads_to_the_front_page_may_be_taken_for_gone(
    as_user: Browser, market: Market, database: Database
) -> None:
    """Such a look says nothing, so that none is held: the person's word counts instead."""
    with database.write() as session:
        number = _open(session, "redesign").id
        session.get_one(Listing, market.tea_listing).public_url = PAGE
        watch = PageWatch(
            listing_id=market.tea_listing, url=PAGE, host="buudien.vn", due_at=utc_now()
        )
        watch.code = "page_unreadable"
        session.add(watch)
    with database.write() as session:
        look = Seen(
            market.tea_listing, Observed.UNKNOWN, utc_now(), Method.PAGE, 0.0,
            url="https://buudien.vn/", flags=("moved_to_home", "moved"), code="page_unreadable",
        )  # fmt: skip
        record(session, [look])
    thu = as_user("thu")
    page = thu.get(ERRORS)
    assert "Đúng như sàn báo: ghi nhận 1 tin" in page.text
    thu.post(f"/quan-tri/su-co/{number}/dong", data={"csrf_token": csrf_of(page), "dung": "co"})
    with database.read() as session:
        row = session.get_one(Listing, market.tea_listing)
        assert (row.observed, row.observed_method) == (Observed.NOT_FOUND, Method.PERSON)


@pytest.mark.parametrize("who", ["alice", None])
def test_nobody_else_ends_incidents_or_takes_the_annex(
    as_user: Browser, client: FlaskClient, database: Database, market: Market, who: str | None
) -> None:
    with database.write() as session:
        number = _open(session).id
    browser = as_user(who) if who else client
    browser.post(f"/quan-tri/su-co/{number}/dong")
    assert browser.get(f"/quan-tri/tin/{market.tea_listing}/phu-luc").status_code in {302, 404}
    with database.read() as session:
        assert session.get_one(Incident, number).closed_at is None


def _shown(database: Database, listing_id: int, **values: object) -> None:
    with database.write() as session:
        listing = session.get_one(Listing, listing_id)
        listing.dispatch, listing.dispatched_hash = Dispatch.ACCEPTED, "x"
        listing.dispatch_at = utc_now() - timedelta(hours=1)
        shop = session.get_one(Shop, listing.shop_id)
        shop.credentials_sealed, shop.authorised_until = b"x", utc_now() + timedelta(days=90)
        session.flush()
        session.execute(update(Listing).where(col(Listing.id) == listing_id).values(**values))


def test_a_page_that_claims_too_many_stars_is_told_with_both_numbers(
    as_user: Browser, market: Market, database: Database
) -> None:
    _shown(database, market.tea_listing, observed_stars=5)
    page = as_user("thu").get(ERRORS + "?cua=producer").text
    assert "Trang ghi hạng sao OCOP cao hơn công nhận đang có." in page
    assert "5 sao" in page
    assert "4 sao" in page


def test_a_listing_that_flaps_is_one_line(
    as_user: Browser, market: Market, database: Database
) -> None:
    _shown(
        database,
        market.tea_listing,
        observed="live_out_of_stock",
        flapping_since=utc_now(),
        turns=[1, 2, 3, 4, 5],
    )
    page = as_user("thu").get(ERRORS + "?cua=producer").text
    assert "Trạng thái trên sàn đổi qua đổi lại nhiều lần." in page
    assert "5 lần đổi trong 72 giờ" in page
    assert "Sàn đang báo hết hàng." not in page


def test_the_annex_is_a_file_with_everything_as_text(
    as_user: Browser, market: Market, database: Database
) -> None:
    thu = as_user("thu")
    address = f"/quan-tri/tin/{market.tea_listing}/phu-luc"
    assert address in thu.get(f"/tin/{market.tea_listing}").text
    answer = thu.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=bang-chung-")
    with database.read() as session:
        evidence = session.exec(select(Evidence)).one()
    for words in ("KHỚP", "HTTP", evidence.sha256, evidence.chain_hash, escape(HOSTILE)[:20]):
        assert words in answer.text
    assert "<script" not in answer.text


def test_an_annex_of_altered_evidence_says_so(
    as_user: Browser, market: Market, database: Database
) -> None:
    with database.write() as session:
        proof = Proof(b"thay", "text/html")
        record(
            session, [Seen(market.tea_listing, Observed.LIVE, utc_now(), Method.PAGE, proof=proof)]
        )
        session.execute(update(Evidence).where(col(Evidence.id) == 1).values(body=b"junk"))
    text = as_user("thu").get(f"/quan-tri/tin/{market.tea_listing}/phu-luc").text
    assert "KHÔNG KHỚP" in text
    assert "Nội dung không khớp mã băm" in text
