"""Every page over PostgreSQL too: the same statements, the other dialect."""

import pytest

from catalog.config import Settings
from catalog.db import Database
from storefront.app import create_app
from tests.browser.places import PAGES, place
from tests.support.browsing import signed_in
from tests.support.market import build_market

FILTERED = (
    "/san-pham?q=tra&sao=4&cong_nhan=current&noi=van+chan&kenh=shopee&gian_hang=co&tai_khoan=co",
    "/san-pham?sap_xep=moi&tai_khoan=chua&ban=co",
    "/quan-tri?q=tra&thay=live&gui=idle&muon=list&kenh=shopee",
    "/quan-tri/loi?cua=us",
)


@pytest.mark.postgres
def test_every_page_opens(settings: Settings, postgres_database: Database) -> None:
    with postgres_database.write() as session:
        market = build_market(session)
    app = create_app(settings, postgres_database)
    staff = signed_in(app, postgres_database, "thu")
    browsers = {
        "": app.test_client(),
        "thu": staff,
        "alice": signed_in(app, postgres_database, "alice"),
    }
    for name in PAGES:
        path, login = place(name, market)
        answer = browsers[login].get(path, follow_redirects=True)
        assert answer.status_code == (404 if name == "missing" else 200), name
    for path in FILTERED:
        assert staff.get(path).status_code == 200, path
