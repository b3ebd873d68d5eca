"""What a floor without an API needs of the installation: whose pages are its own."""

from collections.abc import Sequence

from catalog.config import Settings


def page_hosts(settings: Settings) -> Sequence[str]:
    """The hosts whose pages may be read for this floor."""
    return settings.channels.buudien.hosts
