"""A visitor reports a shop's page: it is looked at soon, staff read it, nobody is fooled."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from catalog import visitor_reports
from catalog.db import Database
from catalog.models import AuditEntry, Listing, VisitorReport, utc_now
from catalog.status import Intent, Observed, Wrong
from tests.support.browsing import post

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def listing_id(database: Database) -> int:
    """A listing that the public page shows, seen a day ago, next look in a day."""
    with database.write() as session:
        listing = session.exec(
            select(Listing).where(col(Listing.public_url).is_not(None)).order_by(col(Listing.id))
        ).first()
        assert listing is not None
        assert listing.id is not None
        listing.due_at = utc_now() + timedelta(days=1)
        return listing.id


def _reports(database: Database) -> list[tuple[int, str, int]]:
    with database.read() as session:
        rows = session.exec(select(VisitorReport)).all()
        return [(row.listing_id, row.wrong, row.times) for row in rows]


def _is_due(database: Database, listing_id: int) -> bool:
    with database.read() as session:
        due = session.get_one(Listing, listing_id).due_at
        return due is not None and due <= utc_now()


def test_a_report_asks_for_a_look_and_is_thanked(
    client: FlaskClient, database: Database, listing_id: int
) -> None:
    page = f"/bao-sai/{listing_id}"
    asked = client.get(page)
    assert "Trang bán này có gì sai?" in asked.text
    assert asked.headers["X-Robots-Tag"] == "noindex"
    answer = post(client, page, page, sai="price")
    assert answer.headers["Location"] == f"{page}?xong=1"
    assert "Cảm ơn bạn" in client.get(answer.headers["Location"]).text
    assert _reports(database) == [(listing_id, "price", 1)]
    assert _is_due(database, listing_id)


@pytest.mark.parametrize("said", ["", "nothing of ours"])
def test_a_report_must_say_what_is_wrong(
    client: FlaskClient, database: Database, listing_id: int, said: str
) -> None:
    page = f"/bao-sai/{listing_id}"
    assert "Hãy chọn một điều." in post(client, page, page, sai=said).text
    assert _reports(database) == []
    assert not _is_due(database, listing_id)


def test_one_look_answers_many_reports(database: Database, listing_id: int) -> None:
    now = utc_now()
    with database.write() as session:
        for minutes in (0, 1, 59, 61 + 59):
            at = now + timedelta(minutes=minutes)
            visitor_reports.report(session, listing_id, Wrong.GONE, at)
        asked = session.exec(select(AuditEntry.at).where(AuditEntry.action == "look_requested"))
        assert len(asked.all()) == 2
        assert session.get_one(Listing, listing_id).due_at == now + timedelta(minutes=120)
    assert _reports(database) == [(listing_id, "gone", 4)]


def test_staff_read_what_was_said_for_a_month(
    as_user: Browser, database: Database, listing_id: int
) -> None:
    with database.write() as session:
        visitor_reports.report(session, listing_id, Wrong.STARS, utc_now())
        visitor_reports.report(session, listing_id, Wrong.PRICE, utc_now() - timedelta(days=31))
    page = as_user("hai").get(f"/tin/{listing_id}").text
    assert "Ghi sai số sao OCOP: 1 lần" in page
    assert "Giá khác" not in page
    with database.write() as session:
        assert visitor_reports.prune(session, utc_now() - visitor_reports.SHOWN_FOR) == 1
    assert _reports(database) == [(listing_id, "stars", 1)]


def test_only_what_the_public_sees_can_be_reported(
    client: FlaskClient, database: Database, listing_id: int
) -> None:
    with database.write() as session:
        listing = session.get_one(Listing, listing_id)
        listing.intent, listing.observed = Intent.NOT_WANTED, Observed.UNKNOWN
    assert client.get(f"/bao-sai/{listing_id}").status_code == 404
    assert client.get("/bao-sai/99999").status_code == 404


def test_one_address_reports_a_few_a_minute(
    client: FlaskClient, database: Database, listing_id: int
) -> None:
    page = f"/bao-sai/{listing_id}"
    answers = [post(client, page, page, sai="gone").status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert _reports(database) == [(listing_id, "gone", 5)]
