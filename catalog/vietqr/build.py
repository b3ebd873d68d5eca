"""Building the text of a code from a transfer."""

from catalog.vietqr.crc import crc16
from catalog.vietqr.tlv import join
from catalog.vietqr.transfer import ADDITIONAL, Transfer

NAPAS = "A000000727"
CRC_HEAD = "6304"
STATIC, DYNAMIC = "11", "12"
VND, VIETNAM = "704", "VN"


def build(transfer: Transfer) -> str:
    """The payload to print as a QR; raises VietQrError when a template outgrows its length."""
    bank = join([("00", transfer.bank_bin), ("01", transfer.account)])
    account = join([("00", NAPAS), ("01", bank), ("02", transfer.service.value)])
    body = join(
        [
            ("00", "01"),
            ("01", DYNAMIC if transfer.amount else STATIC),
            ("38", account),
            ("52", transfer.category),
            ("53", VND),
            ("54", str(transfer.amount) if transfer.amount else ""),
            ("58", VIETNAM),
            ("59", transfer.merchant_name),
            ("60", transfer.city),
            ("61", transfer.postal_code),
            ("62", _additional(transfer)),
            *transfer.other,
        ]
    )
    return body + CRC_HEAD + crc16((body + CRC_HEAD).encode())


def _additional(transfer: Transfer) -> str:
    fields = [(tag, transfer.additional.get(name, "")) for tag, name in ADDITIONAL.items()]
    return join([*fields, ("08", transfer.purpose)])
