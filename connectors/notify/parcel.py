"""What is carried, and the two ways in which carrying fails."""

from dataclasses import dataclass

from catalog.errors import ChoPhienError


@dataclass(frozen=True, slots=True, repr=False)
class Parcel:
    """A message for one address; `key` is the same whenever the same message is sent again."""

    address: str
    title: str
    body: str
    key: str


class NotDeliveredError(ChoPhienError):
    """It did not arrive, or nobody knows: worth another try, after `after` seconds if told."""

    code = "notice_undelivered"

    def __init__(self, text_vi: str, after: float | None = None) -> None:
        super().__init__(text_vi)
        self.after = after


class RefusedError(ChoPhienError):
    """The receiver will not take it at this address, however often it is asked."""

    code = "notice_refused"
