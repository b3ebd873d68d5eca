"""Reading a code back, with every reason to distrust it."""

from catalog.vietqr.build import CRC_HEAD, NAPAS, VIETNAM, VND
from catalog.vietqr.crc import crc16
from catalog.vietqr.tlv import split, unique
from catalog.vietqr.transfer import ADDITIONAL, Service, Transfer, VietQrError

_KNOWN = frozenset(["00", "01", "38", "52", "53", "54", "58", "59", "60", "61", "62", "63"])
_NAMES = {**ADDITIONAL, "08": "purpose"}


def parse(payload: str) -> Transfer:
    """The transfer that a payload stands for.

    Raises VietQrError when the CRC differs, 63 isn't last, a length runs past the end, the
    account template isn't NAPAS's, or bank, currency, country or amount break their rules.
    Unknown fields are kept in `other`.
    """
    payload = payload.strip()
    ordered = split(payload)
    _check_crc(payload, ordered)
    fields = unique(ordered)
    if fields.get("53") != VND:
        raise VietQrError("Tiền tệ không phải VND")
    if fields.get("58") != VIETNAM:
        raise VietQrError("Quốc gia không phải Việt Nam")
    bin_, account, service = _account(fields.get("38", ""))
    extra = _additional(fields.get("62", ""))
    return Transfer(
        bin_,
        account,
        _amount(fields.get("54", "")),
        extra.pop("purpose", ""),
        service,
        extra,
        fields.get("52", ""),
        fields.get("59", ""),
        fields.get("60", ""),
        fields.get("61", ""),
        tuple((tag, value) for tag, value in ordered if tag not in _KNOWN),
    )


def _check_crc(payload: str, fields: list[tuple[str, str]]) -> None:
    if not fields or fields[-1][0] != "63" or payload[-8:-4] != CRC_HEAD:
        raise VietQrError("Mã không kết thúc bằng mã kiểm tra")
    if crc16(payload[:-4].encode()) != payload[-4:].upper():
        raise VietQrError("Mã kiểm tra (CRC) sai: mã đã bị sửa hoặc đọc nhầm")


def _account(text: str) -> tuple[str, str, Service]:
    template = unique(split(text))
    if template.get("00") != NAPAS:
        raise VietQrError("Không phải mã chuyển khoản NAPAS 247")
    bank = unique(split(template.get("01", "")))
    try:
        service = Service(template.get("02", Service.ACCOUNT))
    except ValueError:
        raise VietQrError("Loại chuyển khoản lạ") from None
    return bank.get("00", ""), bank.get("01", ""), service


def _additional(text: str) -> dict[str, str]:
    found = unique(split(text))
    return {_NAMES[tag]: value for tag, value in found.items() if tag in _NAMES}


def _amount(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or text != str(int(text)):
        raise VietQrError("Số tiền trong mã không đúng dạng")
    return int(text) or None
