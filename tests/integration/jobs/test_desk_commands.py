"""`chophien shop add|list` and `want`, as a person or a script runs them; the channels' rows."""

import json
from pathlib import Path

import pytest
import typer
from sqlmodel import select
from typer.testing import CliRunner

from catalog.config import Settings
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.models import Channel, Listing, Producer, Product, Shop, utc_now
from connectors import registry
from jobs.channel_rows import ensure_channels
from jobs.cli import database as database_commands
from jobs.cli import shop as shop_commands
from jobs.cli import want as want_command
from jobs.preparation import prepare
from tests.support.facts import add_producer, add_product, recognise

runner = CliRunner()


@pytest.fixture
def app() -> typer.Typer:
    """The commands of this room alone."""
    made = typer.Typer()
    made.command("add")(shop_commands.add)
    made.command("list")(shop_commands.list_shops)
    made.command("want")(want_command.want)
    made.command("upgrade")(database_commands.upgrade)
    return made


@pytest.fixture
def installed(database: Database, settings: Settings, tmp_path: Path) -> Database:
    """A configuration file beside the database, with three products of a producer."""
    assert settings.data_dir == tmp_path / "var"
    (tmp_path / "config.toml").write_text('data_dir = "var"\n', encoding="utf-8")
    ensure_channels(database)
    with database.write() as session:
        for number in range(3):
            product = add_product(session, f"Chè {number}", "HTX Chè Bản Liền")
            product.price_vnd, product.stock, product.weight_g = 50_000, 1, 100
            product.picture = "a.jpg" if number else None
            recognise(session, product, utc_now().date())
    return database


def _run(app: typer.Typer, *words: str) -> str:
    result = runner.invoke(app, [*words])
    if isinstance(result.exception, ChoPhienError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def _wanted(database: Database) -> dict[str, str]:
    with database.read() as session:
        rows = session.exec(select(Listing.seller_sku, Listing.intent)).all()
        names = dict(session.exec(select(Product.sku, Product.name)).all())
    return {names[sku]: intent for sku, intent in rows}


def test_a_shop_is_opened_for_a_producer_named_in_words(
    app: typer.Typer, installed: Database
) -> None:
    said = _run(app, "add", "shopee", "Chè Bản Liền", "--producer", "htx che ban lien")
    assert "Đã mở gian hàng 1" in said
    _run(app, "add", "shopee", "OCOP Lào Cai", "--url", "https://shopee.vn/ocop", "--account", "9")
    rows = {row["name"]: row for row in json.loads(_run(app, "list", "--json"))}
    assert rows["Chè Bản Liền"]["producer"] == "HTX Chè Bản Liền"
    assert (rows["OCOP Lào Cai"]["account"], rows["OCOP Lào Cai"]["producer"]) == ("9", "")
    assert rows["OCOP Lào Cai"]["authorised"] is False
    assert "OCOP Lào Cai" in _run(app, "list")
    with installed.read() as session:
        assert {shop.is_sandbox for shop in session.exec(select(Shop))} == {True}


def test_a_name_of_nobody_or_of_several_is_told(app: typer.Typer, installed: Database) -> None:
    with installed.write() as session:
        number = add_producer(session, "HTX Chè Suối Giàng").id
    for name, why in (("zzz", "Không có chủ thể"), ("chè", "Nhiều chủ thể"), (" ", "Không có")):
        with pytest.raises(ChoPhienError, match=why):
            _run(app, "add", "shopee", "Gian hàng", "--producer", name)
    _run(app, "add", "shopee", "Gian hàng", "--producer", str(number))
    with installed.read() as session:
        owner = session.get_one(Producer, session.exec(select(Shop.producer_id)).one())
        assert owner.name == "HTX Chè Suối Giàng"


def test_everything_ready_is_wanted_and_withdrawn(app: typer.Typer, installed: Database) -> None:
    _run(app, "add", "shopee", "OCOP Lào Cai")
    said = _run(app, "want", "--shop", "1", "--all-ready")
    assert "Đã đưa lên: 2 sản phẩm" in said
    assert "Chưa đưa lên: 1 sản phẩm thiếu giá bán" in said
    assert _wanted(installed) == {"Chè 1": "list", "Chè 2": "list"}
    assert "Đã rút: 2" in _run(app, "want", "--shop", "1", "--all-ready", "--withdraw")
    assert _wanted(installed) == {"Chè 1": "not_wanted", "Chè 2": "not_wanted"}


@pytest.mark.usefixtures("installed")
def test_a_floor_without_an_api_needs_no_authorisation(app: typer.Typer) -> None:
    assert "ủy quyền" not in _run(app, "add", "buudien", "Bưu điện Lào Cai")
    _run(app, "add", "shopee", "OCOP Lào Cai")
    said = _run(app, "list").splitlines()
    assert "không cần" in next(line for line in said if "buudien" in line)
    assert "chưa" in next(line for line in said if "shopee" in line)


def test_single_products_are_wanted_by_sku(app: typer.Typer, installed: Database) -> None:
    _run(app, "add", "shopee", "OCOP Lào Cai")
    with installed.read() as session:
        sku = session.exec(select(Product.sku).where(Product.name == "Chè 0")).one()
    said = _run(app, "want", "--shop", "1", "--sku", sku)
    assert "Còn thiếu thông tin: 1" in said
    assert _wanted(installed) == {"Chè 0": "list"}
    with pytest.raises(ChoPhienError, match="OCOP-NOPE"):
        _run(app, "want", "--shop", "1", "--sku", "OCOP-NOPE")


@pytest.mark.parametrize("words", [[], ["--all-ready", "--sku", "x"]])
@pytest.mark.usefixtures("installed")
def test_what_is_wanted_must_be_said_one_way(app: typer.Typer, words: list[str]) -> None:
    assert runner.invoke(app, ["want", "--shop", "1", *words]).exit_code == 2


def test_every_channel_has_a_row_after_upgrading(app: typer.Typer, settings: Settings) -> None:
    _run(app, "upgrade")
    database = Database(settings.database_url)
    with database.read() as session:
        rows = {row.kind: row for row in session.exec(select(Channel))}
    database.dispose()
    assert set(rows) == set(registry.CHANNELS)
    assert (rows["shopee"].assisted, rows["buudien"].assisted) == (False, True)


def test_an_installation_for_real_use_has_channels_and_nothing_else(settings: Settings) -> None:
    real = settings.model_copy(update={"mode": "production", "secret_key": "x" * 40})
    for _ in range(2):
        prepare(real, lambda _text: None)
    database = Database(real.database_url)
    with database.read() as session:
        assert len(session.exec(select(Channel)).all()) == len(registry.CHANNELS)
        assert session.exec(select(Product)).all() == []
    database.dispose()
