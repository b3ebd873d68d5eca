"""From failures to outcomes: refused data, an act nobody can tell of, or an error passed on."""

from collections.abc import Callable, Generator
from functools import wraps
from typing import ParamSpec

from connectors.base import ChannelError, Kind, Outcome, Rejected, Request, Response, Steps, Unclear

P = ParamSpec("P")


def settle(error: ChannelError) -> Outcome:
    """The outcome that a failed write stands for; raises the error when it is none.

    Refusals of our data are outcomes. Waiting, re-consent and configuration are not: they
    concern the shop, not the listing, and are raised.
    """
    decision = error.decision
    if decision.kind in {Kind.REJECTED, Kind.NOT_FOUND}:
        return Rejected(error.code, decision.text, decision.field)
    if error.may_have_arrived:
        return Unclear("unknown_outcome", decision.text or decision.code)
    raise error


def settling(conversation: Callable[P, Steps[Outcome]]) -> Callable[P, Steps[Outcome]]:
    """A conversation whose refusals come back as outcomes instead of errors."""

    @wraps(conversation)
    def settled(*args: P.args, **kwargs: P.kwargs) -> Generator[Request, Response, Outcome]:
        try:
            return (yield from conversation(*args, **kwargs))
        except ChannelError as error:
            return settle(error)

    return settled
