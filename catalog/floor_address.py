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

PICTURE_HOSTS = ("susercontent.com", "slatic.net", "tikicdn.com", "ibyteimg.com")
"""Where the marketplaces keep the pictures of their goods."""


def picture_link(url: str | None, settings: Settings) -> str | None:
    """The address of a picture when a floor's host, or one that keeps its pictures, serves it."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    kept = parts.scheme == "https" and parts.username is None
    kept = kept and _on(parts.hostname or "", PICTURE_HOSTS)
    return url if kept else floor_link(url, settings)


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
