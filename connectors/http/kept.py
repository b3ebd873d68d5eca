"""Reference data is asked once: answers kept for as long as their request allows.

Category trees, attributes and limits change rarely; asking again for each of hundreds of
listings would spend the channel's daily quota on them.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.contract import ShopRef
from connectors.base import Request, Response

MOST = 512


@dataclass(frozen=True, slots=True)
class _Kept:
    response: Response
    until: datetime


class KeptAnswers:
    """Answers by what was asked, oldest dropped first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._answers: OrderedDict[str, _Kept] = OrderedDict()

    def find(self, shop: ShopRef, request: Request, now: datetime) -> Response | None:
        """An answer that is still good, or None."""
        if request.keep <= 0:
            return None
        held = self._answers.get(_key(shop, request))
        return held.response if held is not None and held.until > now else None

    def keep(self, shop: ShopRef, request: Request, response: Response) -> None:
        """Remember an answer if its request says so."""
        if request.keep <= 0:
            return
        until = response.received_at + timedelta(seconds=request.keep)
        self._answers[_key(shop, request)] = _Kept(response, until)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)


def _key(shop: ShopRef, request: Request) -> str:
    parts = [shop.channel, "" if request.shared else str(shop.shop_id)]
    parts += [request.method, request.path, repr(sorted(request.query.items()))]
    parts += [repr(sorted(request.form.items())), request.body().decode()]
    parts += [hashlib.sha256(one.content).hexdigest() for one in request.files]
    return "\n".join(parts)
