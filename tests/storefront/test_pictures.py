"""A changed picture on the workbench: both sides, links to known hosts only, and the acceptance."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from catalog.db import Database
from catalog.models import AuditEntry, Listing, Shop, utc_now
from catalog.observing.picture import VARIES
from catalog.status import Dispatch
from tests.support.browsing import csrf_of
from tests.support.market import Market

Browser = Callable[[str], FlaskClient]
ERRORS = "/quan-tri/loi?cua=staff"
OLD = "https://down-vn.img.susercontent.com/file/vn-11134207-cu"
NEW = "https://down-vn.img.susercontent.com/file/vn-11134207-moi"
CHANGED = "Ảnh trên sàn khác ảnh đã ghi nhận"


def _shown(database: Database, listing_id: int, picture: str | None, base: str | None) -> None:
    with database.write() as session:
        listing = session.get_one(Listing, listing_id)
        listing.dispatch, listing.dispatched_hash = Dispatch.ACCEPTED, "x"
        listing.dispatch_at = utc_now() - timedelta(hours=1)
        listing.observed_picture, listing.picture_base = picture, base
        shop = session.get_one(Shop, listing.shop_id)
        shop.credentials_sealed, shop.authorised_until = b"x", utc_now() + timedelta(days=90)


def _accept(browser: FlaskClient, listing_id: int, picture: str, page: str = ERRORS) -> str:
    form = {"csrf_token": csrf_of(browser.get(page)), "anh": picture, "next": ERRORS}
    answer = browser.post(f"/quan-tri/tin/{listing_id}/anh-dung", data=form, follow_redirects=True)
    return answer.text


def test_both_pictures_are_told_and_staff_accept_the_new_one(
    as_user: Browser, market: Market, database: Database
) -> None:
    _shown(database, market.tea_listing, NEW, OLD)
    thu = as_user("thu")
    page = thu.get(ERRORS).text
    assert CHANGED in page
    for address in (NEW, OLD):
        assert f'href="{address}" rel="noopener nofollow ugc"' in page
    assert f'src="{NEW}' not in page
    assert "Ảnh mới là đúng" in page
    told = _accept(thu, market.tea_listing, NEW)
    assert "Đã ghi nhận ảnh trên sàn là đúng." in told
    assert CHANGED not in told
    with database.read() as session:
        row = session.get_one(Listing, market.tea_listing)
        deed = session.exec(select(AuditEntry).where(AuditEntry.action == "listing.picture")).one()
    assert (row.picture_base, deed.actor) == (NEW, "thu")


def test_a_picture_that_changed_again_is_not_accepted_unseen(
    as_user: Browser, market: Market, database: Database
) -> None:
    _shown(database, market.tea_listing, NEW, OLD)
    told = _accept(as_user("thu"), market.tea_listing, f"{NEW}-khac")
    assert "Ảnh trên sàn đã khác ảnh bạn vừa xem" in told
    assert CHANGED in told


def test_a_lost_picture_may_be_accepted(
    as_user: Browser, market: Market, database: Database
) -> None:
    _shown(database, market.tea_listing, "", OLD)
    thu = as_user("thu")
    page = thu.get(ERRORS).text
    assert "Trang trên sàn không còn ảnh sản phẩm" in page
    assert "Đúng là không có ảnh" in page
    told = _accept(thu, market.tea_listing, "")
    assert "Đã ghi nhận ảnh trên sàn là đúng." in told
    assert "không còn ảnh sản phẩm" not in told


@pytest.mark.parametrize(
    "address", ["https://xau.example/a.jpg", "javascript:alert(1)", "https://[", "vn-11134207-id"]
)
def test_other_hosts_are_named_but_not_linked(
    as_user: Browser, market: Market, database: Database, address: str
) -> None:
    _shown(database, market.tea_listing, address, OLD)
    thu = as_user("thu")
    for page in (thu.get(ERRORS).text, thu.get(f"/tin/{market.tea_listing}").text):
        assert f"<code>{address}</code>" in page
        assert f'href="{address}"' not in page


def test_the_listing_says_which_picture_it_shows_or_why_none_is_compared(
    as_user: Browser, market: Market, database: Database
) -> None:
    thu, address = as_user("thu"), f"/tin/{market.tea_listing}"
    _shown(database, market.tea_listing, None, None)
    assert "Ảnh trên sàn" not in thu.get(address).text
    _shown(database, market.tea_listing, VARIES, None)
    assert "không so được: mỗi lần xem trang đưa một địa chỉ ảnh khác" in thu.get(address).text
    assert CHANGED not in thu.get(ERRORS).text
    _shown(database, market.tea_listing, NEW, OLD)
    page = thu.get(address).text
    assert NEW in page
    assert OLD in page


@pytest.mark.parametrize("who", ["alice", None])
def test_nobody_else_accepts_pictures(
    as_user: Browser, client: FlaskClient, market: Market, database: Database, who: str | None
) -> None:
    _shown(database, market.tea_listing, NEW, OLD)
    browser = as_user(who) if who else client
    browser.post(f"/quan-tri/tin/{market.tea_listing}/anh-dung", data={"anh": NEW})
    with database.read() as session:
        assert session.get_one(Listing, market.tea_listing).picture_base == OLD
