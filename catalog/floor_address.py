"""Which addresses are a known floor's: the only ones that a page links or a shop may have."""

from urllib.parse import urlsplit

from catalog.config import Settings

KNOWN_HOSTS = (
    "shopee.vn",
    "lazada.vn",
    "tiki.vn",
    "shop.tiktok.com",
    "www.tiktok.com",
    "voso.vn",
)
"""Marketplaces whose product pages may be linked, beside the hosts in the configuration."""


def floor_link(url: str | None, settings: Settings) -> str | None:
    """The address when its host is a known floor's (or the sandbox's); None otherwise."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.username is not None:
        return None
    if parts.scheme == "https" and _on(host, (*KNOWN_HOSTS, *settings.channels.buudien.hosts)):
        return url
    sandbox = {settings.sandbox.shopee_port, settings.sandbox.floor_port}
    simulated = settings.sandbox.enabled and host in {"127.0.0.1", "localhost"} and port in sandbox
    return url if simulated and parts.scheme in {"http", "https"} else None


def _on(host: str, known: tuple[str, ...]) -> bool:
    return any(host == name or host.endswith("." + name) for name in known)
