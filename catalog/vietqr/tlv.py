"""The text form of EMVCo codes: `ID (2 digits) LL (2 digits) VALUE`, no separators."""

from collections.abc import Iterable

from catalog.vietqr.transfer import VietQrError

LONGEST = 99


def join(fields: Iterable[tuple[str, str]]) -> str:
    """Fields in ascending order of their ID; empty ones are left out.

    Raises VietQrError for a value longer than 99 characters: two digits can't say its length.
    """
    written: list[str] = []
    for tag, value in sorted(fields):
        if len(value) > LONGEST:
            raise VietQrError(f"Trường {tag} dài quá {LONGEST} ký tự")
        if value:
            written.append(f"{tag}{len(value):02d}{value}")
    return "".join(written)


def split(text: str) -> list[tuple[str, str]]:
    """Fields as they stand; raises VietQrError for a length that runs past the end."""
    fields: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        if not (_two_digits(tag) and _two_digits(length)):
            raise VietQrError(f"Mã hỏng ở vị trí {at + 1}")
        end = at + 4 + int(length)
        if end > len(text):
            raise VietQrError(f"Trường {tag} dài hơn mã")
        fields.append((tag, text[at + 4 : end]))
        at = end
    return fields


def unique(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Fields by ID; raises VietQrError when one stands twice."""
    found: dict[str, str] = {}
    for tag, value in fields:
        if tag in found:
            raise VietQrError(f"Trường {tag} lặp lại")
        found[tag] = value
    return found


def _two_digits(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isdigit()
