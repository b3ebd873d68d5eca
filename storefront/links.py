"""Addresses that a page may link or return to."""

from urllib.parse import urlsplit

from catalog.floor_address import floor_link, picture_link

__all__ = ["REL", "floor_link", "local_path", "picture_link"]

REL = "noopener nofollow ugc"


def local_path(target: str | None) -> str:
    """`next=` as a path of this site; anything else becomes the home page."""
    if not target or "\\" in target or any(ord(ch) < 33 for ch in target):
        return "/"
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return "/"
    return target
