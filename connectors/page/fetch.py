"""Fetching one page to read it: all traffic goes through the guard of `connectors.http`."""

from collections.abc import Iterable
from datetime import UTC, datetime

from connectors.base import ChannelError
from connectors.http.page import PageFetcher
from connectors.http.robots import RobotsBook
from connectors.page.model import FetchedPage

_ROBOTS = {
    "unreachable": "Máy chủ của trang không trả lời nên chưa biết robots.txt có cho máy đọc không",
    "crawl_delay_too_long": "robots.txt của trang đòi máy chờ quá lâu giữa hai lần đọc",
}
_DISALLOWED = "robots.txt của trang không cho máy đọc địa chỉ này"
_INSTEAD = "Hãy lưu trang thành tệp rồi đọc tệp đó, kèm --url là địa chỉ của trang."


class FetchRefusedError(RuntimeError):
    """A page may not be fetched; the message is a Vietnamese sentence for the user."""


async def fetch(
    url: str, *, user_agent: str, hosts: Iterable[str] | None = None, allowed: Iterable[str] = ()
) -> FetchedPage:
    """Fetch one page if its address and the site's robots.txt allow it.

    `hosts` are the only names that may be asked (None: any public one); `allowed` are
    `address:port` pairs that may be private (a sandbox). Raises FetchRefusedError.
    """
    async with PageFetcher(user_agent=user_agent, hosts=hosts, allowed=allowed) as fetcher:
        book = RobotsBook(fetcher.fetch, user_agent, lambda: datetime.now(UTC))
        try:
            verdict = await book.verdict(url)
            if not verdict.allowed:
                raise FetchRefusedError(
                    f"{_ROBOTS.get(verdict.reason, _DISALLOWED)}: {url}. {_INSTEAD}"
                )
            return await fetcher.fetch(url, permit=lambda at: _permit(book, at))
        except (ChannelError, ValueError) as error:
            raise FetchRefusedError(f"Địa chỉ không được phép đọc: {url}. {_INSTEAD}") from error


async def _permit(book: RobotsBook, url: str) -> bool:
    return (await book.verdict(url)).allowed
