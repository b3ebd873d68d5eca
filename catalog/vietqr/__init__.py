"""VietQR (NAPAS 247) transfer codes: building, reading, checking; the bank table as dated data.

Compare decoded fields, never payload texts: other programs order or fill optional fields in
their own way.
"""

from catalog.vietqr.banks import Bank, bank_of, banks
from catalog.vietqr.build import build
from catalog.vietqr.crc import crc16
from catalog.vietqr.parse import parse
from catalog.vietqr.transfer import Service, Transfer, VietQrError, clean_purpose

__all__ = [
    "Bank",
    "Service",
    "Transfer",
    "VietQrError",
    "bank_of",
    "banks",
    "build",
    "clean_purpose",
    "crc16",
    "parse",
]
