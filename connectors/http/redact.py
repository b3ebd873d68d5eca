"""Secrets never leave: not in logs, exceptions, evidence or text forms (promises, "Secrets")."""

import logging
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from catalog.text_vi import storable

SECRET_NAMES = frozenset(
    {
        "access_token",
        "app_secret",
        "auth_code",
        "authorization",
        "code",
        "consumer_key",
        "consumer_secret",
        "cookie",
        "oauth_consumer_key",
        "oauth_signature",
        "partner_key",
        "password",
        "proxy-authorization",
        "refresh_token",
        "secret",
        "set-cookie",
        "shop_cipher",
        "sign",
        "signature",
        "token",
        "x-tts-access-token",
        "x-wc-webhook-signature",
    }
)
MASK = "***"
_LEAST = 6  # a shorter "secret" would blot out ordinary words


def safe_url(url: str) -> str:
    """The address without user information and with secret query values masked."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(
        f"{quote(name)}={MASK if name.lower() in SECRET_NAMES else quote(value, safe=',:')}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def safe_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers (names in lower case) without those that carry secrets."""
    return {
        name.lower(): value for name, value in headers.items() if name.lower() not in SECRET_NAMES
    }


def scrub(text: str, secrets: Iterable[str]) -> str:
    """The text with these values masked, should a channel echo one, fit to be stored."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _LEAST:
            text = text.replace(secret, MASK)
    return storable(text)


class UrlFilter(logging.Filter):
    """Masks addresses in the HTTP library's own log lines, which quote them whole."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's arguments; always let it through."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                safe_url(str(value)) if "://" in str(value) else value for value in record.args
            )
        return True


_FILTER = UrlFilter()


def quiet_library_logs() -> None:
    """Put the filter on httpx's logger; doing it again changes nothing."""
    logging.getLogger("httpx").addFilter(_FILTER)
