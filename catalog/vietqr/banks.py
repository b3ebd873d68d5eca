"""Banks by BIN: a dated table (npm vietnam-qr-pay 1.5.1), because banks merge and rename.

An unknown BIN of six digits may still be a bank: callers warn, they don't refuse.
"""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

AS_OF = date(2026, 11, 22)
"""The day the table was copied; ask NAPAS or the bank when in doubt."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank; `transfer` says whether it takes VietQR transfers."""

    bin: str
    code: str
    name: str
    transfer: bool


@functools.cache
def banks() -> Mapping[str, Bank]:
    """Every known bank by BIN."""
    text = files("catalog.data").joinpath("banks_vietqr.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["bin"]: Bank(row["bin"], row["code"], row["name"], row["transfer"] == "1")
        for row in rows
    }


def bank_of(bank_bin: str) -> Bank | None:
    """The bank of a BIN, or None when the table doesn't know it."""
    return banks().get(bank_bin)
