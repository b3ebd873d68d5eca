"""Payment accounts: sealed numbers, consent, the states, and what the coverage says of them."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from catalog import audit, contacts, payments
from catalog.coverage import figures
from catalog.coverage.facts import end_of_day
from catalog.db import Database
from catalog.models import AuditEntry, PaymentAccount, Producer, utc_now
from catalog.payments import Declared, PaymentError
from catalog.status import PaymentKind, PaymentState, ProducerKind
from catalog.vault import Vault, VaultError
from catalog.vietqr import Transfer, VietQrError, build
from tests.support.facts import add_producer, add_product, recognise

NUMBER = "0102030405067"
BANK = Declared(PaymentKind.BANK, "Agribank", NUMBER, consent=True)
BUSINESSES = {ProducerKind.HTX, ProducerKind.DN}


@pytest.fixture
def owner(any_database: Database) -> int:
    """A cooperative with a recognised product."""
    with any_database.write() as session:
        product = add_product(session, "Chè", "HTX Một")
        recognise(session, product, (utc_now() - timedelta(days=90)).date())
        return product.producer_id or 0


def _declare(database: Database, vault: Vault, owner: int, declared: Declared = BANK) -> int:
    with database.write() as session:
        return payments.declare(session, vault, owner, declared, "thu").id or 0


def _row(session: Session, account_id: int) -> PaymentAccount:
    return session.get_one(PaymentAccount, account_id)


def test_a_number_is_sealed_and_shown_by_its_end(
    any_database: Database, vault: Vault, owner: int
) -> None:
    account_id = _declare(any_database, vault, owner)
    with any_database.read() as session:
        row = _row(session, account_id)
        assert row.account_sealed is not None
        assert NUMBER.encode() not in row.account_sealed
        assert payments.masked(vault, row) == "••••067"
        trail = str([line.change for line in session.exec(select(AuditEntry))])
        row.account_sealed, row.id = row.account_sealed, account_id + 1
        with pytest.raises(VaultError):
            payments.masked(vault, row)
        session.rollback()
    assert NUMBER not in trail


def test_coverage_follows_the_account(any_database: Database, vault: Vault, owner: int) -> None:
    today = utc_now().date() + timedelta(days=1)
    assert end_of_day(today) > utc_now()

    def counted() -> tuple[int, int]:
        with any_database.read() as session:
            found = {figure.key: figure.k for figure in figures(session, today)}
        return found["payment"], found["payment_verified"]

    assert counted() == (0, 0)
    account_id = _declare(any_database, vault, owner)
    assert counted() == (1, 0)
    with any_database.write() as session:
        payments.verify(session, account_id, "hai")
    assert counted() == (1, 1)
    with any_database.write() as session:
        payments.lapse(session, account_id, "hai")
    assert counted() == (0, 0)
    with any_database.read() as session:
        row = _row(session, account_id)
        assert (row.state, row.account_sealed) == (PaymentState.LAPSED, None)
        actions = [line.action for line in audit.of_object(session, "payment_account", account_id)]
    assert actions[:2] == ["payment.lapse", "payment.verify"]
    assert {"payment.declare", "payment.consent"} == set(actions[2:])


def test_verifying_says_who_and_when_and_needs_a_living_account(
    any_database: Database, vault: Vault, owner: int
) -> None:
    account_id = _declare(any_database, vault, owner)
    with any_database.write() as session:
        payments.verify(session, account_id, "hai")
        row = _row(session, account_id)
        assert (row.state, row.verified_by) == (PaymentState.VERIFIED, "hai")
        assert row.verified_at is not None
        payments.lapse(session, account_id, "hai")
    with any_database.write() as session, pytest.raises(PaymentError):
        payments.verify(session, account_id, "hai")


def test_a_second_declaration_is_refused_and_a_lapsed_one_begins_anew(
    any_database: Database, vault: Vault, owner: int
) -> None:
    account_id = _declare(any_database, vault, owner)
    again = Declared(PaymentKind.BANK, " agribank ")
    with pytest.raises(PaymentError) as refused:
        _declare(any_database, vault, owner, again)
    assert refused.value.code == "account_taken"
    with any_database.write() as session:
        payments.verify(session, account_id, "hai")
        payments.lapse(session, account_id, "hai")
    assert _declare(any_database, vault, owner, again) == account_id
    with any_database.read() as session:
        row = _row(session, account_id)
        assert (row.state, row.verified_by, row.account_sealed) == ("declared", None, None)


def test_a_real_account_takes_the_place_of_a_sample(
    any_database: Database, vault: Vault, owner: int
) -> None:
    with any_database.write() as session:
        session.add(
            PaymentAccount(
                producer_id=owner,
                kind=PaymentKind.WALLET,
                provider="MoMo",
                state=PaymentState.VERIFIED,
                is_sample=True,
            )
        )
    account_id = _declare(any_database, vault, owner, Declared(PaymentKind.WALLET, "momo"))
    with any_database.read() as session:
        row = _row(session, account_id)
        assert (row.provider, row.state, row.is_sample) == ("MoMo", "declared", False)


@pytest.mark.parametrize("kind", list(ProducerKind))
def test_a_persons_number_needs_consent(any_database: Database, vault: Vault, kind: str) -> None:
    with any_database.write() as session:
        owner = add_producer(session, f"Chủ thể {kind}", kind).id or 0
    unasked = Declared(PaymentKind.BANK, "Agribank", NUMBER)
    if kind in BUSINESSES:
        assert _declare(any_database, vault, owner, unasked)
        return
    with pytest.raises(PaymentError) as refused:
        _declare(any_database, vault, owner, unasked)
    assert refused.value.code == "consent_missing"
    assert _declare(any_database, vault, owner, Declared(PaymentKind.BANK, "Agribank"))


@pytest.mark.parametrize(
    ("provider", "number"), [("", ""), ("x", ""), ("y" * 81, ""), ("ACB", "12"), ("ACB", "số 1234")]
)
def test_a_wrong_provider_or_number_is_refused(
    any_database: Database, vault: Vault, owner: int, provider: str, number: str
) -> None:
    with pytest.raises(PaymentError):
        _declare(any_database, vault, owner, Declared(PaymentKind.BANK, provider, number))
    with any_database.read() as session:
        assert session.exec(select(PaymentAccount)).all() == []


def test_names_of_banks_are_written_one_way(
    any_database: Database, vault: Vault, owner: int
) -> None:
    for written, kept in (
        ("ctg", "VietinBank"),
        ("TECHCOMBANK", "Techcombank"),
        ("Quỹ A", "Quỹ A"),
    ):
        account_id = _declare(
            any_database, vault, owner, Declared(PaymentKind.BANK, written, "1234.5678 90")
        )
        with any_database.read() as session:
            row = _row(session, account_id)
            assert row.provider == kept
            assert payments.masked(vault, row) == "••••890"


def test_a_vietqr_text_names_bank_and_number() -> None:
    payload = build(Transfer("970405", NUMBER))
    assert payments.read_vietqr(payload) == Declared(PaymentKind.BANK, "Agribank", NUMBER)
    assert payments.read_vietqr(build(Transfer("999999", "77777"))).provider == "BIN 999999"
    with pytest.raises(VietQrError):
        payments.read_vietqr(payload[:-1] + "0")


def test_contacts_are_public_by_recorded_consent_only(any_database: Database, owner: int) -> None:
    def state(phone: str, *, consent: bool) -> None:
        with any_database.write() as session:
            contacts.state(session, owner, phone, "https://a.vn", consent=consent, actor="thu")

    state("0912 345.678", consent=True)
    with any_database.read() as session:
        row = session.get_one(Producer, owner)
        assert (row.phone, row.website) == ("0912345678", "https://a.vn")
        assert row.contact_consent_at is not None
        agreed = row.contact_consent_at
    state("0912345678", consent=True)
    with any_database.read() as session:
        assert session.get_one(Producer, owner).contact_consent_at == agreed
    state("", consent=False)
    with any_database.read() as session:
        row = session.get_one(Producer, owner)
        assert (row.phone, row.contact_consent_at) == (None, None)
        trail = audit.of_object(session, "producer", owner)
    assert [line.action for line in trail].count("contact.consent") == 1
    assert [line.action for line in trail].count("contact.consent_withdrawn") == 1
    assert "0912345678" not in str([line.change for line in trail])


@pytest.mark.parametrize(
    ("phone", "website"),
    [
        ("12345", ""),
        ("gọi tôi", ""),
        ("", "a.vn"),
        ("", "javascript:alert(1)//a.b"),
        ("", "http://["),
    ],
)
def test_contacts_of_a_wrong_form_are_refused(
    any_database: Database, owner: int, phone: str, website: str
) -> None:
    with pytest.raises(contacts.ContactError), any_database.write() as session:
        contacts.state(session, owner, phone, website, consent=True, actor="thu")
    with any_database.read() as session:
        assert session.get_one(Producer, owner).contact_consent_at is None
