"""The guard of a channel's own host."""

from urllib.parse import urlsplit

from connectors.base import Endpoint
from connectors.http.guard import Guard


def guard_of(endpoint: Endpoint) -> Guard:
    """Only this host; a private address only for a sandbox."""
    parts = urlsplit(endpoint.base_url)
    allowed = [parts.netloc] if endpoint.is_sandbox else []
    return Guard(allowed=allowed, hosts=[parts.hostname or ""])
