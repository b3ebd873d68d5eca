"""The evidence chain shows every tampering, survives pruning, and never keeps a secret."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from catalog.contract import Proof
from catalog.db import Database
from catalog.models import Evidence, Observation
from catalog.observing import annex, newest_looks, prune, record, verify
from catalog.observing.evidence import TAKEN_OUT, safe_url
from catalog.observing.link import chain_hash
from catalog.status import Observed
from tests.unit.observing.conftest import LATER, at, fill, look


@pytest.fixture
def chained(world: Database) -> Database:
    """Four fragments of listing 1, two of them alike, and one of listing 2."""
    for number, body in enumerate((b"one", b"two", b"two", b"four")):
        with world.write() as session:
            record(session, [look(1, number, proof=Proof(body, "text/html"))], now=LATER)
    with world.write() as session:
        record(session, [look(2, 0, proof=Proof(b"other", "text/html"))], now=LATER)
    return world


def rows(session: Session) -> list[Evidence]:
    query = select(Evidence).where(Evidence.listing_id == 1).order_by(col(Evidence.id))
    return list(session.exec(query))


def fragments(session: Session) -> list[bytes | None]:
    """What is kept of the looks at listing 1, oldest first."""
    return [look.fragment for look in reversed(newest_looks(session, 1, 99))]


def test_the_chain_holds_and_gives_the_bytes_back(chained: Database) -> None:
    with chained.read() as session:
        assert verify(session, 1) == verify(session, 2) == []
        found = rows(session)
        assert fragments(session) == [b"one", b"two", b"two", b"four"]
        assert found[0].previous_hash == ""
        assert [row.previous_hash for row in found[1:]] == [row.chain_hash for row in found[:-1]]


def test_equal_content_is_kept_once(chained: Database) -> None:
    with chained.read() as session:
        assert [row.body is None for row in rows(session)] == [False, False, True, False]


def _edit(session: Session, **values: Any) -> None:
    session.execute(update(Evidence).where(col(Evidence.id) == 2).values(**values))


def _retell(session: Session, **values: Any) -> None:
    session.execute(update(Observation).where(col(Observation.evidence_id) == 2).values(**values))


def _empty(session: Session) -> None:
    session.execute(update(Evidence).where(col(Evidence.id) == 4).values(body=None))


def _cut(session: Session) -> None:
    """Take out the newest look with its evidence: no later link there is broken by it."""
    session.execute(delete(Observation).where(col(Observation.evidence_id) == 4))
    session.execute(delete(Evidence).where(col(Evidence.id) == 4))


def _take_out(session: Session) -> None:
    session.execute(update(Observation).values(evidence_id=None))
    session.execute(delete(Evidence).where(col(Evidence.id) == 2))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda session: _edit(session, body=b"junk"),
        lambda session: _edit(session, taken_at=at(999)),
        lambda session: _edit(session, sha256="0" * 64),
        lambda session: _edit(session, previous_hash=""),
        lambda session: _edit(session, listing_id=2),
        lambda session: _edit(session, url="https://khac.example/"),
        lambda session: _edit(session, http_status=404),
        lambda session: _edit(session, headers={"server": "khac"}),
        lambda session: _edit(session, sealed=False),
        lambda session: _retell(session, status="removed"),
        lambda session: _retell(session, price_vnd=1),
        lambda session: _retell(session, reason="khac"),
        lambda session: _retell(session, evidence_id=None),
        _empty,
        _cut,
        _take_out,
    ],
)
def test_tampering_shows(chained: Database, tamper: Callable[[Session], None]) -> None:
    with chained.write() as session:
        tamper(session)
    with chained.read() as session:
        broken = verify(session, 1)
    assert broken
    assert all(item.reason_vi for item in broken)


def test_what_a_hand_at_the_file_takes_out_is_missed(database: Database) -> None:
    fill(database)
    with database.write() as session:
        record(session, [look(1, 0, proof=Proof(b"one", "text/html"))], now=LATER)
    file = database.engine.url.database
    assert file is not None
    # The sqlite3 program looks at no foreign keys: the look stays, and names what is gone.
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("DELETE FROM evidence")
    with database.read() as session:
        assert [item.reason_vi for item in verify(session, 1)] == [TAKEN_OUT]


def test_links_from_before_there_were_seals_hold(chained: Database) -> None:
    with chained.write() as session:
        previous = ""
        for row in rows(session):
            row.sealed, row.previous_hash = False, previous
            row.chain_hash = previous = chain_hash(previous, row.sha256, row.taken_at)
            session.add(row)
    with chained.write() as session:
        record(session, [look(1, 9, proof=Proof(b"sealed", "text/html"))], now=LATER)
        assert verify(session, 1) == []
        _edit(session, sha256="0" * 64)
        assert verify(session, 1)


LIFE = (
    (Observed.LIVE, b"first", True),
    (Observed.LIVE, b"second", False),
    (Observed.UNKNOWN, b"wall", False),
    (Observed.LIVE, b"third", False),
    (Observed.LIVE_OUT_OF_STOCK, b"sold out", True),
    (Observed.LIVE_OUT_OF_STOCK, b"still sold out", False),
    (Observed.LIVE, b"back", True),
    (Observed.LIVE, b"shared", True),
    (Observed.LIVE, b"young", True),
    (Observed.LIVE, b"shared", True),
    (Observed.LIVE, b"newest", True),
)
"""Looks a minute apart: status, fragment, and whether it is kept when those before 8 are old."""


@pytest.fixture
def lived(world: Database) -> Database:
    for number, (status, body, _) in enumerate(LIFE):
        with world.write() as session:
            record(session, [look(1, number, status, proof=Proof(body, "text/html"))], now=LATER)
    return world


def test_pruning_keeps_what_matters_and_the_chain(lived: Database) -> None:
    with lived.write() as session:
        assert prune(session, at(8)) == 4
        assert prune(session, at(8)) == 0
    with lived.read() as session:
        assert verify(session, 1) == []
        bodies = fragments(session)
    assert bodies == [body if kept else None for _, body, kept in LIFE]


def test_the_newest_is_kept_however_old(lived: Database) -> None:
    with lived.write() as session:
        prune(session, at(9999))
    with lived.read() as session:
        bodies = fragments(session)
    assert [body for body in bodies if body] == [b"first", b"sold out", b"back", b"newest"]


@pytest.mark.parametrize("column", ["sha256", "previous_hash", "chain_hash"])
def test_tampering_shows_after_pruning_too(lived: Database, column: str) -> None:
    with lived.write() as session:
        prune(session, at(9999))
        assert verify(session, 1) == []
        _edit(session, **{column: "0" * 64})
    with lived.read() as session:
        assert verify(session, 1)


def test_the_chain_goes_on_after_pruning(lived: Database) -> None:
    with lived.write() as session:
        prune(session, at(99))
        record(session, [look(1, 19, proof=Proof(b"newest", "text/html"))], now=LATER)
        record(session, [look(1, 20, proof=Proof(b"next", "text/html"))], now=LATER)
    with lived.read() as session:
        assert verify(session, 1) == []


def test_an_annex_shows_each_look_and_verifies_the_chain(lived: Database) -> None:
    with lived.write() as session:
        prune(session, at(8))
        found = annex(session, 1, at(60))
        assert annex(session, 999, at(60)) is None
    assert found is not None
    assert [look.fragment for look in found.looks] == [
        body.decode() if kept else None for _, body, kept in LIFE
    ]
    assert (found.broken, found.chain_length, found.product) == ((), 11, "Chè số 1")
    with lived.write() as session:
        _edit(session, body=b"junk")
        spoilt = annex(session, 1, at(60), since=at(1))
    assert spoilt is not None
    assert [look.fault_vi for look in spoilt.looks if look.fault_vi] == [
        "Nội dung không khớp mã băm"
    ]
    assert len(spoilt.looks) == 10
    assert [look.fragment for look in spoilt.looks if look.fault_vi] == [None]


def test_the_newest_looks_come_first_with_and_without_evidence(chained: Database) -> None:
    with chained.write() as session:
        record(session, [look(1, 9)], now=LATER)
    with chained.read() as session:
        found = newest_looks(session, 1, 2)
        proven = newest_looks(session, 1, 2, since=at(2), is_proven=True)
    assert [(one.seen.observed_at, one.text(2)) for one in found] == [(at(9), None), (at(3), "fo")]
    assert [one.fragment for one in proven] == [b"four", b"two"]


@pytest.mark.parametrize("size", [0, 1, 300, 70_000])
def test_a_fragment_of_any_size_comes_back(world: Database, size: int) -> None:
    body = bytes(number % 251 for number in range(size))
    with world.write() as session:
        record(session, [look(1, 0, proof=Proof(body, "text/html"))], now=LATER)
    with world.read() as session:
        assert fragments(session) == [body]
        assert verify(session, 1) == []


def test_several_fragments_of_a_listing_in_one_batch(world: Database) -> None:
    with world.write() as session:
        seen = [look(1, n, proof=Proof(bytes([n]), "text/html")) for n in (3, 1, 2)]
        record(session, seen, now=LATER)
    with world.read() as session:
        assert verify(session, 1) == []
        assert [row.taken_at for row in rows(session)] == [at(1), at(2), at(3)]


def test_secrets_stay_out(world: Database) -> None:
    proof = Proof(
        b"x",
        "application/json",
        url="https://user:canary@x.vn/a?shop_id=1&access_token=canary&sign=canary#canary",
        headers={"Set-Cookie": "canary", "Authorization": "canary", "ETag": "1"},
    )
    with world.write() as session:
        record(session, [look(1, 0, proof=proof, url=proof.url)], now=LATER)
    with world.read() as session:
        evidence = session.exec(select(Evidence)).one()
        observation = session.exec(select(Observation)).one()
    assert "canary" not in f"{evidence.url}{evidence.headers}{observation.url}"
    assert evidence.headers == {"ETag": "1"}
    assert evidence.url == "https://x.vn/a?shop_id=1"


def test_an_address_without_secrets_stays_as_it_is() -> None:
    assert safe_url("https://buudien.vn/p/che-shan-12.html") == (
        "https://buudien.vn/p/che-shan-12.html"
    )
