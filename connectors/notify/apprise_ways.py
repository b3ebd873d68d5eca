"""E-mail and Telegram through apprise; what its log says of a failure is the reason given.

Only the two plugins are imported: apprise's own URL parsing would load all of its hundred.
"""

# apprise types its functions, but not the constructors of its plugins.
# mypy: disallow-untyped-calls=False

import html
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.utils import formataddr

from apprise.common import NotifyFormat
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins.base import NotifyBase
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.telegram import NotifyTelegram

from catalog.config import NoticeSettings
from catalog.db import in_transaction
from catalog.errors import ChoPhienError
from connectors.http.redact import scrub
from connectors.notify.parcel import NotDeliveredError, Parcel

_SECURE = {"starttls": "starttls", "ssl": "ssl", "none": "insecure"}
REASON_LIMIT = 200


def send_email(parcel: Parcel, settings: NoticeSettings, password: str, site_name: str) -> None:
    """One mail through the installation's SMTP server; raises NotDeliveredError."""
    extra = {"user": settings.email_user, "password": password} if settings.email_user else {}
    with _usable("gửi thư"):
        notifier = NotifyEmail(
            smtp_host=settings.email_host,
            host=settings.email_host,
            port=settings.email_port,
            secure=settings.email_security != "none",
            secure_mode=_SECURE[settings.email_security],
            from_addr=formataddr((site_name, settings.email_from), "utf-8"),
            targets=[parcel.address],
            headers={"X-ChoPhien-Notice": parcel.key},
            format=NotifyFormat.TEXT,
            **extra,
        )
    _send(notifier, parcel, (password, parcel.address))


def send_telegram(parcel: Parcel, settings: NoticeSettings, token: str) -> None:
    """One message of the installation's bot to a chat; raises NotDeliveredError."""
    with _usable("Telegram"):
        notifier = NotifyTelegram(
            bot_token=token, targets=[parcel.address], detect_owner=False, format=NotifyFormat.HTML
        )
    notifier.notify_url = f"{settings.telegram_api.rstrip('/')}/bot"
    # The bot is asked for HTML whatever the format, and apprise leaves plain text as it is.
    title, body = html.escape(parcel.title, quote=False), html.escape(parcel.body, quote=False)
    _send(notifier, replace(parcel, title=title, body=body), (token, parcel.address))


@contextmanager
def _usable(what_vi: str) -> Iterator[None]:
    """Apprise quotes the key or address that it can't use: only our own words go further."""
    try:
        yield
    except AppriseImproperlyConfigured:
        text = f"Cấu hình {what_vi} không dùng được: kiểm tra [notices] và các khóa"
        raise ChoPhienError(text, "config_missing") from None


def _send(notifier: NotifyBase, parcel: Parcel, secrets: tuple[str, ...]) -> None:
    if in_transaction():
        raise RuntimeError("network call inside a database transaction")
    with _LISTENER.reasons() as said:
        done = notifier.notify(body=parcel.body, title=parcel.title)
    if not done:
        reason = scrub("; ".join(said), secrets)[:REASON_LIMIT]
        raise NotDeliveredError(reason or "máy chủ không nhận")


class _Listener(logging.Filter):
    """Keeps what apprise says, by thread, and lets none of it reach a log: it names addresses."""

    def __init__(self) -> None:
        super().__init__()
        self._heard = threading.local()

    @contextmanager
    def reasons(self) -> Iterator[list[str]]:
        """What apprise complains of in this thread meanwhile."""
        said: list[str] = []
        self._heard.said = said
        yield said

    def filter(self, record: logging.LogRecord) -> bool:
        said: list[str] | None = getattr(self._heard, "said", None)
        if said is not None and record.levelno >= logging.WARNING:
            said.append(record.getMessage())
        return False


_LISTENER = _Listener()
logging.getLogger("apprise").addFilter(_LISTENER)
