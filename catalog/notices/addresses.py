"""Where a person is told: addresses checked, sealed at rest, with that person's hours."""

import json
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session

from catalog.config import NoticeSettings, Settings
from catalog.errors import ChoPhienError
from catalog.models import NoticeSetting
from catalog.notices.timing import Rhythm, minutes
from catalog.status import NoticeWay
from catalog.vault import Vault

# One @, something with a dot behind it, no blanks and nothing that a mail header could mistake.
_EMAIL = re.compile(r"^[^@\s,;<>\"()\\]{1,64}@[^@\s,;<>\"()\\]{1,180}\.[^@\s,;<>\"()\\.]{2,}$")
_TELEGRAM = re.compile(r"^-?[0-9]{3,20}$")
LONGEST_WEBHOOK = 500
ADDRESS_VI = (
    "E-mail không đúng dạng, ví dụ: htx@example.vn",
    "Mã Telegram là một dãy số (chat id), ví dụ: 123456789",
    "Webhook phải là địa chỉ https đầy đủ, cổng 443",
)
"""What is said of a wrong e-mail, chat id, webhook."""


class AddressError(ChoPhienError):
    """An address that can't be told anything."""

    code = "notice_address"


@dataclass(frozen=True, slots=True, repr=False)
class Addresses:
    """Where a person is told; empty where not. Personal data and, in a webhook, a secret."""

    email: str = ""
    telegram: str = ""
    webhook: str = ""

    def of(self, way: NoticeWay) -> str:
        """The address for one way."""
        known: dict[str, str] = asdict(self)
        return known[way.value]

    @property
    def ways(self) -> list[NoticeWay]:
        """The ways that have an address."""
        return [way for way in NoticeWay if self.of(way)]


def checked(addresses: Addresses, private_hosts: Collection[str] = ()) -> Addresses:
    """The addresses without outer blanks; raises AddressError in words for the reader.

    A webhook has to be https, except on the private hosts that the operator named. Whether its
    name leads to a public machine is asked when it is connected.
    """
    email, telegram = addresses.email.strip(), addresses.telegram.strip()
    webhook = addresses.webhook.strip()
    if email and not _EMAIL.match(email):
        raise AddressError(ADDRESS_VI[0])
    if telegram and not _TELEGRAM.match(telegram):
        raise AddressError(ADDRESS_VI[1])
    if webhook and not _is_webhook(webhook, private_hosts):
        raise AddressError(ADDRESS_VI[2])
    return Addresses(email, telegram, webhook)


def _is_webhook(url: str, private_hosts: Collection[str]) -> bool:
    if len(url) > LONGEST_WEBHOOK or any(ord(mark) <= 32 for mark in url):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None:
        return False
    if f"{host}:{port}" in private_hosts:
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and port in {None, 443}


def configured(settings: Settings) -> list[NoticeWay]:
    """The ways that this installation can use at all."""
    ways = []
    if settings.notices.email_host and settings.notices.email_from:
        ways.append(NoticeWay.EMAIL)
    if settings.notice_telegram_token:
        ways.append(NoticeWay.TELEGRAM)
    return [*ways, NoticeWay.WEBHOOK]


def setting_of(session: Session, user_id: int, defaults: NoticeSettings) -> NoticeSetting:
    """The person's row, or a fresh one (not yet stored) with the installation's hours."""
    return session.get(NoticeSetting, user_id) or NoticeSetting(
        user_id=user_id,
        digest_hour=defaults.digest_hour,
        quiet_from=minutes(defaults.quiet_from),
        quiet_until=minutes(defaults.quiet_until),
        repeat_days=defaults.repeat_days,
    )


def rhythm_of(setting: NoticeSetting) -> Rhythm:
    """The person's hours."""
    return Rhythm(
        setting.digest_hour,
        setting.quiet_from,
        setting.quiet_until,
        setting.urgent_any_time,
    )


def save(
    session: Session, vault: Vault, setting: NoticeSetting, addresses: Addresses, now: datetime
) -> None:
    """Store checked addresses, sealed for their person, and the row's hours."""
    ways = addresses.ways
    document = json.dumps(asdict(addresses)).encode()
    setting.addresses_sealed = vault.seal(document, _owner(setting.user_id)) if ways else None
    setting.ways = [way.value for way in ways]
    setting.updated_at = now
    session.add(setting)
    session.flush()


def open_addresses(vault: Vault, setting: NoticeSetting | None) -> Addresses:
    """The addresses of a row; none for a person who gave none. Raises VaultError."""
    if setting is None or setting.addresses_sealed is None:
        return Addresses()
    return Addresses(**json.loads(vault.open(setting.addresses_sealed, _owner(setting.user_id))))


def _owner(user_id: int) -> str:
    return f"notices:user:{user_id}"
