"""`chophien differences` and `accept-picture`, as a person or a script runs them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from sqlmodel import select
from typer.testing import CliRunner, Result

from catalog.config import Settings
from catalog.db import Database
from catalog.intent import ensure_listings
from catalog.models import AuditEntry, Listing, Shop, utc_now
from catalog.status import Dispatch, Intent, Observed
from jobs.channel_rows import ensure_channels
from jobs.cli import differences as commands
from tests.support.facts import add_product

OLD, NEW = "https://a.vn/anh/che.jpg", "https://a.vn/anh/tra.jpg"


@pytest.fixture
def app() -> typer.Typer:
    """The commands of this room alone."""
    made = typer.Typer()
    made.command("differences")(commands.differences)
    made.command("accept-picture")(commands.accept_picture)
    return made


@pytest.fixture
def listing_id(database: Database, settings: Settings, tmp_path: Path) -> int:
    """A listing on sale that shows another picture, and another price."""
    assert settings.data_dir == tmp_path / "var"
    (tmp_path / "config.toml").write_text('data_dir = "var"\n', encoding="utf-8")
    ensure_channels(database)
    now = utc_now()
    with database.write() as session:
        product = add_product(session, "Chè Bản Liền", "HTX Chè Bản Liền")
        product.price_vnd, product.stock = 50_000, 5
        session.add(
            shop := Shop(
                channel="shopee", name="Gian hàng tỉnh", credentials_sealed=b"x",
                authorised_until=now + timedelta(days=90),
            )
        )  # fmt: skip
        session.flush()
        (found,) = ensure_listings(
            session, shop.id or 0, [product.id or 0], intent=Intent.LIST
        ).values()
        row = session.get_one(Listing, found)
        row.dispatch, row.dispatch_at = Dispatch.ACCEPTED, now - timedelta(hours=2)
        row.intent_at = now - timedelta(hours=2)
        row.observed, row.observed_at = Observed.LIVE, now
        row.look_at, row.observed_price_vnd = now, 60_000
        row.observed_picture, row.picture_base = NEW, OLD
    return found


def run(app: typer.Typer, *words: str) -> Result:
    return CliRunner().invoke(app, [*words])


def test_differences_are_told_like_a_diff(app: typer.Typer, listing_id: int) -> None:
    told = run(app, "differences").stdout
    assert f"Chè Bản Liền · Gian hàng tỉnh (tin {listing_id}): Giá trên sàn khác giá" in told
    assert "  - 50000\n  + 60000\n" in told
    assert f"  - {OLD}\n  + {NEW}\n" in told
    assert "2 trên 2 khác biệt." in told
    assert OLD not in run(app, "differences", "--owner", "producer").stdout
    assert "60000" not in run(app, "differences", "--kind", "picture_changed").stdout


def test_scripts_get_one_document(app: typer.Typer, listing_id: int) -> None:
    document = json.loads(run(app, "differences", "--json", "--kind", "picture_changed").stdout)
    (item,) = document["items"]
    assert (document["total"], item["listing_id"]) == (1, listing_id)
    assert (item["kind"], item["wanted"], item["seen"]) == ("picture_changed", OLD, NEW)


def test_a_picture_is_accepted_once(app: typer.Typer, listing_id: int, database: Database) -> None:
    assert NEW in run(app, "accept-picture", str(listing_id)).stdout
    assert NEW not in run(app, "differences").stdout
    again = run(app, "accept-picture", str(listing_id))
    assert (again.exit_code, run(app, "accept-picture", "999").exit_code) == (2, 2)
    with database.read() as session:
        deed = session.exec(select(AuditEntry).where(AuditEntry.action == "listing.picture")).one()
        assert deed.actor.startswith("cli:")
        assert session.get_one(Listing, listing_id).picture_base == NEW
