"""Electronic payment accounts (tài khoản thanh toán điện tử): declared, verified, lapsed.

Only whether a producer has one is ever public. The number is not needed for any figure: it is
kept, sealed, only where the producer gave it, and a natural person's only with recorded consent.
"""

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from catalog import audit, vietqr
from catalog.errors import ChoPhienError
from catalog.models import PaymentAccount, Producer, utc_now
from catalog.status import PaymentKind, PaymentState, ProducerKind
from catalog.text_vi import clean, fold
from catalog.vault import Vault
from catalog.version import raise_version

LONGEST_PROVIDER = 80
PURPOSE_VI = "kiểm tra việc nhận thanh toán điện tử của sản phẩm OCOP"
"""What an account number is kept for; stands in the form and in the audit trail."""

WALLETS = ("MoMo", "ZaloPay", "Viettel Money", "VNPT Money", "ShopeePay")
GATEWAYS = ("VNPAY", "Payoo", "OnePay", "NAPAS")
_NUMBER = re.compile(r"[0-9A-Za-z]{4,34}")
_BUSINESSES = frozenset({ProducerKind.HTX, ProducerKind.DN})


class PaymentError(ChoPhienError):
    """An account that can't be declared or changed as asked."""

    code = "data_invalid"


@dataclass(frozen=True, slots=True)
class Declared:
    """What a producer states of an account; `number` is optional, `consent` allows keeping it."""

    kind: PaymentKind
    provider: str
    number: str = ""
    consent: bool = False


def read_vietqr(payload: str) -> Declared:
    """Bank and account of a VietQR text; raises VietQrError for anything else."""
    transfer = vietqr.parse(payload)
    bank = vietqr.bank_of(transfer.bank_bin)
    provider = bank.name if bank is not None else f"BIN {transfer.bank_bin}"
    return Declared(PaymentKind.BANK, provider, transfer.account)


def providers() -> list[str]:
    """Names to choose from; others may be written."""
    return sorted({bank.name for bank in vietqr.banks().values()} | {*WALLETS, *GATEWAYS}, key=fold)


def needs_consent(producer: Producer) -> bool:
    """Whether the account is, or may be, a natural person's (Luật 91/2025/QH15)."""
    return producer.kind not in _BUSINESSES


def declare(
    session: Session, vault: Vault, producer_id: int, declared: Declared, actor: str
) -> PaymentAccount:
    """Keep a declared account, its number sealed; a lapsed or sample one is declared anew.

    Raises PaymentError for an unknown producer, a provider or number of the wrong form, a
    number without the consent it needs, or an account that is declared already.
    """
    producer = session.get(Producer, producer_id)
    if producer is None:
        raise PaymentError("Không có chủ thể này")
    provider, number = _checked_provider(declared.provider), _checked_number(declared.number)
    if number and needs_consent(producer) and not declared.consent:
        raise PaymentError(
            "Chỉ lưu số tài khoản khi chủ thể đã đồng ý; hoặc để trống số tài khoản",
            "consent_missing",
        )
    account = _place(session, producer_id, declared.kind, provider)
    session.add(account)
    session.flush()
    account.account_sealed = vault.seal(number.encode(), _owner(account)) if number else None
    session.add(account)
    session.flush()
    kept = {"kind": declared.kind.value, "provider": provider, "with_number": bool(number)}
    audit.write(session, actor, "payment.declare", "payment_account", account.id, **kept)
    if number and declared.consent:
        note = {"purpose": PURPOSE_VI, "producer": producer_id}
        audit.write(session, actor, "payment.consent", "payment_account", account.id, **note)
    raise_version(session)
    return account


def verify(session: Session, account_id: int, actor: str) -> None:
    """Say that somebody saw the account take money; raises PaymentError for a lapsed one."""
    account = _known(session, account_id)
    if account.state == PaymentState.LAPSED:
        raise PaymentError("Tài khoản đã ngừng: khai lại rồi mới xác minh")
    account.state, account.verified_by, account.verified_at = (
        PaymentState.VERIFIED,
        actor,
        utc_now(),
    )
    account.is_sample = False
    _store(session, account, "payment.verify", actor)


def lapse(session: Session, account_id: int, actor: str) -> None:
    """Say that the account is used no more; its number is forgotten."""
    account = _known(session, account_id)
    account.state, account.account_sealed = PaymentState.LAPSED, None
    _store(session, account, "payment.lapse", actor)


def masked(vault: Vault, account: PaymentAccount) -> str:
    """The number's last three characters behind dots; empty where none is kept.

    Raises VaultError when it was sealed under a key that is gone.
    """
    if account.account_sealed is None:
        return ""
    return "••••" + vault.open(account.account_sealed, _owner(account)).decode()[-3:]


def _checked_provider(text: str) -> str:
    provider = clean(text)
    if not 2 <= len(provider) <= LONGEST_PROVIDER:
        raise PaymentError("Ghi tên ngân hàng, ví, cổng thanh toán hoặc sàn")
    known = {fold(name): name for name in providers()}
    by_code = {fold(bank.code): bank.name for bank in vietqr.banks().values()}
    return (by_code | known).get(fold(provider), provider)


def _checked_number(text: str) -> str:
    number = re.sub(r"[\s.-]", "", text)
    if number and not _NUMBER.fullmatch(number):
        raise PaymentError("Số tài khoản gồm 4 đến 34 chữ số hoặc chữ cái không dấu")
    return number


def _place(session: Session, producer_id: int, kind: PaymentKind, provider: str) -> PaymentAccount:
    query = select(PaymentAccount).where(
        PaymentAccount.producer_id == producer_id,
        PaymentAccount.kind == kind,
        PaymentAccount.provider == provider,
    )
    account = session.exec(query).first()
    if account is None:
        return PaymentAccount(producer_id=producer_id, kind=kind, provider=provider)
    if account.state != PaymentState.LAPSED and not account.is_sample:
        raise PaymentError(f"Chủ thể đã khai tài khoản {provider}", "account_taken")
    account.state, account.is_sample = PaymentState.DECLARED, False
    account.verified_by, account.verified_at = None, None
    return account


def _known(session: Session, account_id: int) -> PaymentAccount:
    account = session.exec(
        select(PaymentAccount).where(col(PaymentAccount.id) == account_id)
    ).first()
    if account is None:
        raise PaymentError("Không có tài khoản này")
    return account


def _store(session: Session, account: PaymentAccount, action: str, actor: str) -> None:
    session.add(account)
    session.flush()
    audit.write(session, actor, action, "payment_account", account.id)
    raise_version(session)


def _owner(account: PaymentAccount) -> str:
    """Associated data of the sealed number: a value copied to another row does not open."""
    return f"payment_account:{account.id}"
