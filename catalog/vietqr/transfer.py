"""What a transfer code says, and the rules for its fields."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from catalog.errors import ChoPhienError

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")
_CATEGORY = re.compile(r"[0-9]{4}")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ]+")
_PRINTABLE = re.compile(r"[ -~]*")

ADDITIONAL = {
    "01": "bill_number",
    "02": "mobile_number",
    "03": "store_label",
    "04": "loyalty_number",
    "05": "reference",
    "06": "customer_label",
    "07": "terminal_label",
    "09": "data_request",
}
"""Sub-tags of field 62 beside 08, the purpose."""
MOST_PURPOSE = 25
_LENGTHS = {"merchant_name": 25, "city": 15, "postal_code": 10}


class VietQrError(ChoPhienError):
    """A code that can't be built or isn't a VietQR transfer code; the text says why."""

    code = "data_invalid"


class Service(StrEnum):
    """Where the money goes: to an account or to a card."""

    ACCOUNT = "QRIBFTTA"
    CARD = "QRIBFTTC"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer to a bank account. `amount` is whole đồng, None leaves it to the payer.

    Raises VietQrError for a field that breaks its rule.
    """

    bank_bin: str
    account: str
    amount: int | None = None
    purpose: str = ""
    service: Service = Service.ACCOUNT
    additional: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    merchant_name: str = ""
    city: str = ""
    postal_code: str = ""
    other: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _need(_BIN.fullmatch(self.bank_bin), "Mã ngân hàng (BIN) phải có 6 chữ số")
        _need(_ACCOUNT.fullmatch(self.account), "Số tài khoản gồm 1 đến 19 chữ và số")
        _need(
            self.amount is None or _AMOUNT.fullmatch(str(self.amount)),
            "Số tiền là số nguyên đồng, lớn hơn 0",
        )
        _need(not self.category or _CATEGORY.fullmatch(self.category), "Mã ngành gồm 4 chữ số")
        for name, most in _LENGTHS.items():
            value = getattr(self, name)
            _need(
                len(value) <= most and _PRINTABLE.fullmatch(value),
                f"{name}: tối đa {most} ký tự không dấu",
            )
        for name, value in (*self.additional.items(), ("purpose", self.purpose)):
            _need(name == "purpose" or name in ADDITIONAL.values(), f"Không có trường phụ “{name}”")
            _need(len(value) <= MOST_PURPOSE, f"{name}: tối đa {MOST_PURPOSE} ký tự")
            _need(_PRINTABLE.fullmatch(value), f"{name}: chỉ dùng chữ không dấu")


def clean_purpose(text: str) -> str:
    """A transfer text that banks don't mangle: no marks, letters, digits and spaces, 25 long."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(_NOT_PLAIN.sub(" ", plain).split())[:MOST_PURPOSE].rstrip()


def _need(condition: object, text_vi: str) -> None:
    if not condition:
        raise VietQrError(text_vi)
