"""Opening shops: what is refused, what is simulated, and what holds for all goods of a shop."""

import pytest
from sqlmodel import Session, select

from catalog import audit, shops
from catalog.config import ChannelSettings, SandboxSettings, Settings, ShopeeSettings
from catalog.db import Database
from catalog.models import Channel, Shop
from catalog.shops import CommonValues, NewShop, ShopError
from tests.support.facts import add_producer

URL = "https://shopee.vn/ocop_lao_cai"
REAL = {
    "shopee_partner_key": "k",
    "channels": ChannelSettings(shopee=ShopeeSettings(partner_id=7)),
}


@pytest.fixture
def opened(any_database: Database) -> Database:
    """Two channels, one of them served by people."""
    with any_database.write() as session:
        shops.add_channel(session, "shopee", "Shopee", assisted=False)
        shops.add_channel(session, "buudien", "Bưu điện", assisted=True)
    return any_database


def _open(session: Session, settings: Settings, asked: NewShop) -> Shop:
    return shops.open_shop(session, asked, settings, "thu")


def test_a_shop_is_opened_with_an_audit_line(opened: Database, settings: Settings) -> None:
    with opened.write() as session:
        owner = add_producer(session, "HTX Một").id
        shop = _open(session, settings, NewShop("shopee", "  Chè   Một ", owner, URL, "123"))
        assert (shop.name, shop.producer_id, shop.url, shop.account) == (
            "Chè Một",
            owner,
            URL,
            "123",
        )
        (line,) = audit.of_object(session, "shop", shop.id)
        assert (line.actor, line.action, line.change["channel"]) == ("thu", "shop.open", "shopee")


def test_many_shops_may_wait_for_their_account(opened: Database, settings: Settings) -> None:
    with opened.write() as session:
        made = [_open(session, settings, NewShop("shopee", f"Gian {n}")) for n in range(3)]
        assert {shop.account for shop in made} == {""}
        assert len({shop.external_id for shop in made}) == 3


@pytest.mark.parametrize(
    ("again", "code"),
    [
        (NewShop("shopee", "GIAN HANG MOT"), "shop_taken"),
        (NewShop("shopee", "Khác", None, URL), "shop_taken"),
        (NewShop("shopee", "Khác", None, "", "123"), "shop_taken"),
        (NewShop("tiki", "Khác"), "data_invalid"),
        (NewShop("shopee", "x"), "data_invalid"),
        (NewShop("shopee", "Khác", 999), "data_invalid"),
        (NewShop("shopee", "Khác", None, "", "12 3"), "data_invalid"),
        (NewShop("shopee", "Khác", None, "https://evil.example/shopee.vn"), "host_not_allowed"),
        (NewShop("shopee", "Khác", None, "javascript:alert(1)"), "host_not_allowed"),
    ],
)
def test_what_is_no_new_shop_is_refused(
    opened: Database, settings: Settings, again: NewShop, code: str
) -> None:
    with opened.write() as session:
        _open(session, settings, NewShop("shopee", "Gian hàng Một", None, URL, "123"))
    with pytest.raises(ShopError) as refused, opened.write() as session:
        _open(session, settings, again)
    assert refused.value.code == code
    with opened.read() as session:
        assert len(session.exec(select(Shop)).all()) == 1


def test_the_same_name_on_another_channel_or_of_another_owner_is_another_shop(
    opened: Database, settings: Settings
) -> None:
    with opened.write() as session:
        owner = add_producer(session, "HTX Một").id
        for asked in (
            NewShop("shopee", "Gian"),
            NewShop("buudien", "Gian"),
            NewShop("shopee", "Gian", owner),
        ):
            _open(session, settings, asked)


def test_a_channel_switched_off_takes_no_shop(opened: Database, settings: Settings) -> None:
    with opened.write() as session:
        session.get_one(Channel, "shopee").enabled = False
    with pytest.raises(ShopError), opened.write() as session:
        _open(session, settings, NewShop("shopee", "Gian"))


@pytest.mark.parametrize(
    ("changes", "asked", "simulated"),
    [
        ({}, NewShop("shopee", "Gian", None, URL), True),
        (REAL, NewShop("shopee", "Gian"), False),
        ({"sandbox": SandboxSettings(enabled=False)}, NewShop("shopee", "Gian"), False),
        ({}, NewShop("buudien", "Gian"), True),
        ({}, NewShop("buudien", "Gian", None, "https://buudien.vn/g"), False),
    ],
)
def test_a_shop_is_marked_where_only_the_sandbox_stands(
    opened: Database,
    settings: Settings,
    changes: dict[str, object],
    asked: NewShop,
    simulated: bool,
) -> None:
    chosen = settings.model_copy(update=changes)
    with opened.write() as session:
        assert _open(session, chosen, asked).is_sandbox is simulated


def test_a_shop_is_renamed_unless_the_name_is_taken(opened: Database, settings: Settings) -> None:
    with opened.write() as session:
        first = _open(session, settings, NewShop("shopee", "Một", None, URL)).id or 0
        second = _open(session, settings, NewShop("shopee", "Hai")).id or 0
        shops.change_shop(session, first, "Một mới", URL, settings, "thu")
        shops.change_shop(session, first, "Một mới", URL, settings, "thu")
    for name, url in (("một MỚI", ""), ("Hai", URL), ("x", ""), ("Hai", "https://evil.example")):
        with pytest.raises(ShopError), opened.write() as session:
            shops.change_shop(session, second, name, url, settings, "thu")
    with opened.read() as session:
        assert session.get_one(Shop, first).name == "Một mới"
        assert session.get_one(Shop, second).url is None
        actions = [line.action for line in audit.of_object(session, "shop", first)]
    assert actions == ["shop.change", "shop.open"]


def test_common_values_are_kept_cleaned_and_told(opened: Database, settings: Settings) -> None:
    given = CommonValues({" Hạn sử  dụng ": "12 Tháng", "": ""}, 100_629, (5001,))
    with opened.write() as session:
        shop = _open(session, settings, NewShop("shopee", "Gian"))
        shop.settings = {"kept": 1}
        shop_id = shop.id or 0
        shops.set_common_values(session, shop_id, given, "thu")
        shops.set_common_values(session, shop_id, given, "thu")
    expected = {
        "kept": 1,
        "attributes": {"Hạn sử dụng": "12 Tháng"},
        "category_id": 100_629,
        "logistic_ids": [5001],
    }
    with opened.read() as session:
        assert session.get_one(Shop, shop_id).settings == expected
        actions = [line.action for line in audit.of_object(session, "shop", shop_id)]
    assert actions == ["shop.settings", "shop.open"]


@pytest.mark.parametrize(
    "attributes",
    [{"Hạn": ""}, {"": "12"}, {"Hạn": "x" * 201}, {f"n{n}": "v" for n in range(41)}],
)
def test_common_values_of_a_wrong_shape_are_refused(
    opened: Database, settings: Settings, attributes: dict[str, str]
) -> None:
    with opened.write() as session:
        shop_id = _open(session, settings, NewShop("shopee", "Gian")).id or 0
    with pytest.raises(ShopError), opened.write() as session:
        shops.set_common_values(session, shop_id, CommonValues(attributes), "thu")


def test_a_simulated_shop_gives_way_to_the_real_one(opened: Database, settings: Settings) -> None:
    real = settings.model_copy(update=REAL)
    with opened.write() as session:
        old = _open(session, settings, NewShop("shopee", "Gian hàng Một", None, URL))
        assert old.is_sandbox
        with pytest.raises(ShopError):
            _open(session, settings, NewShop("shopee", "Gian hàng Một"))
        new = _open(session, real, NewShop("shopee", "Gian hàng Một", None, URL))
        assert (new.is_sandbox, new.id != old.id) == (False, True)
        with pytest.raises(ShopError):
            _open(session, real, NewShop("shopee", "Gian hàng Một"))
