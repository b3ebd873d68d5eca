"""What a new installation is filled with: real public rows, honest about what is not known."""

import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import Session, col, func, select

from catalog.coverage import DEFINITIONS
from catalog.db import Database
from catalog.identity import sku_for
from catalog.models import (
    PaymentAccount,
    Place,
    PlaceSuccession,
    Producer,
    Product,
    Recognition,
    Target,
)
from catalog.recognition import Certainty, certainty
from catalog.search import search
from catalog.seed import (
    load_bundled_catalog,
    load_places,
    load_sample_facts,
    load_targets,
)
from catalog.seed.kinds import group_of, kind_of
from catalog.seed.pictures import draw_picture
from catalog.status import ProducerKind, ProductGroup


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def seeded(request: pytest.FixtureRequest) -> Database:
    """Places and the bundled catalog, on both backends."""
    name = "seeded_database" if request.param == "sqlite" else "seeded_postgres_database"
    chosen: Database = request.getfixturevalue(name)
    return chosen


def _named(session: Session, name: str) -> list[Product]:
    return list(session.exec(select(Product).where(Product.name == name)))


def test_places_and_their_succession(seeded: Database) -> None:
    with seeded.read() as session:
        eras = dict(session.exec(select(Place.era, func.count()).group_by(Place.era)).all())
        assert eras == {"before": 10_035, "after": 3_321}
        lao_cai = select(func.count()).where(Place.era == "after", Place.province_code == "15")
        assert session.exec(lao_cai).one() == 99
        lines = session.exec(
            select(PlaceSuccession.new_id, PlaceSuccession.is_main).where(
                PlaceSuccession.old_id == "before:00007"
            )
        ).all()
    assert sorted(lines) == [("after:00008", True), ("after:00025", False)]


def test_only_recognised_rows_with_stars_give_stars(seeded: Database) -> None:
    with seeded.read() as session:
        assert session.exec(select(func.count(col(Product.id)))).one() == 211
        stars = Counter(session.exec(select(Recognition.stars)))
        assert stars == {3: 56, 4: 37, 5: 2}
        listed = (
            _named(session, "Trứng vịt bầu Nghĩa Đô")
            or session.exec(
                select(Product).where(col(Product.note).startswith("Có trong danh mục"))
            ).all()
        )
        without = set(session.exec(select(Recognition.product_id)))
        assert listed
        assert not without & {product.id for product in listed}
        assert search(session, listed[0].name)[0].product_id in {p.id for p in listed}


def test_suspected_doubles_stay_apart(seeded: Database) -> None:
    with seeded.read() as session:
        assert len(_named(session, "Bưởi Múc")) == 1
        assert len(_named(session, "Quả bưởi Múc")) == 1
        assert len(_named(session, "Lạp sườn")) == 2
        (noodles,) = _named(session, "Miến đao xã Quy Mông")
        assert len(session.exec(
            select(Recognition).where(Recognition.product_id == noodles.id)
        ).all()) == 1  # fmt: skip


def test_dates_come_from_what_the_source_says(seeded: Database) -> None:
    with seeded.read() as session:
        rows = session.exec(
            select(Recognition).where(Recognition.decision_no == "2585/QĐ-UBND")
        ).all()
        assert {(row.decision_date, row.valid_to) for row in rows} == {
            (date(2023, 12, 28), date(2026, 12, 28))
        }
        year_only = session.exec(
            select(Recognition).where(Recognition.decision_no == "4261/QĐ-UBND")
        ).all()
    assert {(row.decision_date, row.year, row.valid_to) for row in year_only} == {
        (None, 2021, None)
    }
    assert certainty(year_only[0], date(2024, 6, 1)) is Certainty.UNKNOWN


def test_a_product_keeps_its_place_then_and_now(seeded: Database) -> None:
    with seeded.read() as session:
        product = session.exec(select(Product).where(Product.xa == "xã Suối Giàng")).first()
        assert product is not None
        then = session.get_one(Place, product.place_then_id)
        now = session.get_one(Place, product.place_now_id)
    assert (product.huyen, then.era, then.name) == ("Văn Chấn", "before", "xã Suối Giàng")
    assert (now.era, now.name, now.province) == ("after", "xã Văn Chấn", "Lào Cai")


def test_loading_again_writes_nothing(seeded: Database, tmp_path: Path) -> None:
    with seeded.write() as session:
        load_sample_facts(session, tmp_path)
        load_targets(session)
    with seeded.write() as session:
        assert load_places(session) == 0
        again = load_bundled_catalog(session)
        assert (again.producers, again.products, again.recognitions) == (0, 0, 0)
        sampled = load_sample_facts(session, tmp_path)
        assert (sampled.products, sampled.pictures, sampled.accounts) == (0, 0, 0)
        assert load_targets(session) == 0


def test_samples_are_marked_and_only_for_recognised_products(
    seeded: Database, tmp_path: Path
) -> None:
    with seeded.write() as session:
        load_sample_facts(session, tmp_path)
    with seeded.read() as session:
        priced = session.exec(select(Product).where(col(Product.price_vnd).is_not(None))).all()
        recognised = set(session.exec(select(Recognition.product_id)))
        assert {product.id for product in priced} == recognised
        for product in priced:
            assert product.price_is_sample
            assert product.picture_is_sample
            assert product.stock is not None
            assert product.weight_g
            assert "số liệu mẫu" in product.description
            assert (tmp_path / "pictures" / (product.picture or "")).is_file()
        accounts = session.exec(select(PaymentAccount)).all()
        assert accounts
        assert all(account.is_sample for account in accounts)
        owners = {product.producer_id for product in priced} - {None}
        assert {account.producer_id for account in accounts} < owners


def test_facts_that_somebody_entered_stay(seeded: Database, tmp_path: Path) -> None:
    with seeded.write() as session:
        (product,) = _named(session, "Quả bưởi Múc")
        product.price_vnd, product.picture = 45_000, "that.jpg"
    with seeded.write() as session:
        load_sample_facts(session, tmp_path)
        (product,) = _named(session, "Quả bưởi Múc")
        assert (product.price_vnd, product.price_is_sample) == (45_000, False)
        assert (product.picture, product.picture_is_sample) == ("that.jpg", False)


def test_skus_follow_from_the_keys(seeded: Database) -> None:
    with seeded.read() as session:
        for product in session.exec(select(Product)):
            assert product.sku == sku_for(product.identity_key)


def test_producers_keep_their_kind(seeded: Database) -> None:
    with seeded.read() as session:
        kinds = Counter(session.exec(select(Producer.kind)))
    assert kinds[ProducerKind.HTX] > kinds[ProducerKind.DN] > 0


def test_targets_name_figures_that_exist(any_database: Database) -> None:
    with any_database.write() as session:
        assert load_targets(session) == 14
    with any_database.read() as session:
        targets = session.exec(select(Target)).all()
    assert {target.figure for target in targets} - {None} <= set(DEFINITIONS)
    assert all(target.value > 0 and target.source for target in targets)


@pytest.mark.parametrize(
    ("name", "kind", "group"),
    [
        ("Chè Shan tuyết", "tea", ProductGroup.FOOD),
        ("Cao mềm Actiso", "herbal", ProductGroup.HERBAL),
        ("Du lịch Homestay Nghĩa Đô", "tourism", ProductGroup.TOURISM),
        ("Túi thổ cẩm", "textile", ProductGroup.CRAFT),
        ("Thứ chưa ai biết", "other", ProductGroup.UNKNOWN),
    ],
)
def test_a_name_speaks_of_a_kind(name: str, kind: str, group: ProductGroup) -> None:
    assert kind_of(name).key == kind
    assert group_of(name) == group


def test_a_written_group_beats_the_name() -> None:
    assert group_of("Chè Shan tuyết", "Dược liệu") == ProductGroup.HERBAL


def test_a_picture_is_drawn_the_same_each_time() -> None:
    first = draw_picture("tea", "OCOP-1")
    assert first == draw_picture("tea", "OCOP-1")
    assert first != draw_picture("tea", "OCOP-2")
    picture = Image.open(io.BytesIO(first))
    assert (picture.format, picture.size) == ("JPEG", (800, 800))
