"""A real SMTP server on a free loopback port; it keeps what arrives or refuses as it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.network import free_port


@dataclass
class Mailbox:
    """What arrived; `answer` other than 250 refuses everything."""

    port: int
    answer: str = "250 OK"
    mails: list[Message] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one mail, or refuse it."""
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(message_from_bytes(envelope.content))
            self.receivers += envelope.rcpt_tos
        return self.answer

    @property
    def subjects(self) -> list[str]:
        """Subject lines in the order of arrival."""
        return [str(make_header(decode_header(mail["Subject"]))) for mail in self.mails]

    @property
    def texts(self) -> list[str]:
        """The plain texts in the order of arrival."""
        return [_text(mail) for mail in self.mails]


def _text(mail: Message) -> str:
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return payload.decode()
    return ""


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """A server for the length of a test."""
    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
