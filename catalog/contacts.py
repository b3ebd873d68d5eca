"""A producer's (chủ thể) telephone and website, and the consent to show them.

Without recorded consent a telephone is never public, nor a household's website (domain notes §8,
Luật 91/2025/QH15). The trail says that something changed and what for, never the value.
"""

import re
from urllib.parse import urlsplit

from sqlmodel import Session

from catalog import audit
from catalog.errors import ChoPhienError
from catalog.models import Producer, utc_now
from catalog.version import raise_version

PURPOSE_VI = "công khai liên hệ trên danh mục OCOP để người mua hỏi mua hàng"
"""What the consent is for; stands in the form and in the audit trail."""

LONGEST_WEBSITE = 300
_PHONE = re.compile(r"\+?[0-9]{8,15}")


class ContactError(ChoPhienError):
    """A contact that can't be kept as given."""

    code = "data_invalid"


def state(
    session: Session, producer_id: int, phone: str, website: str, *, consent: bool, actor: str
) -> None:
    """Keep both contacts (empty: none is known) and whether the producer lets them be public.

    Raises ContactError for an unknown producer, a number or an address of the wrong form.
    """
    producer = session.get(Producer, producer_id)
    if producer is None:
        raise ContactError("Không có chủ thể này")
    given = {"phone": _checked_phone(phone), "website": _checked_website(website)}
    changed = [name for name, value in given.items() if getattr(producer, name) != value]
    for name in changed:
        setattr(producer, name, given[name])
    agreed = producer.contact_consent_at is not None
    if consent != agreed:
        producer.contact_consent_at = utc_now() if consent else None
    producer.updated_at = utc_now()
    session.add(producer)
    session.flush()
    if changed:
        audit.write(session, actor, "contact", "producer", producer_id, changed=changed)
    if consent != agreed:
        word = "contact.consent" if consent else "contact.consent_withdrawn"
        audit.write(session, actor, word, "producer", producer_id, purpose=PURPOSE_VI)
    raise_version(session)


def _checked_phone(text: str) -> str | None:
    number = re.sub(r"[\s.()-]", "", text)
    if number and not _PHONE.fullmatch(number):
        raise ContactError("Số điện thoại gồm 8 đến 15 chữ số")
    return number or None


def _checked_website(text: str) -> str | None:
    address = text.strip()
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if len(address) > LONGEST_WEBSITE or "." not in host or parts.scheme not in {"http", "https"}:
        raise ContactError("Trang web là địa chỉ bắt đầu bằng https:// hoặc http://")
    return address
