"""When a request is repeated, and after how long: tenacity with a wait that honours Retry-After.

Long waits never put a worker to sleep: they leave as ChannelError with `after` set, and the
task's `run_at` takes over.
"""

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from connectors.base import ChannelError, Kind, Policy, Request
from connectors.http.clock import Clock

PATIENCE = 5.0
_BACKOFF = wait_exponential_jitter(multiplier=0.3, max=PATIENCE, jitter=0.3)


def retrying(request: Request, policy: Policy, clock: Clock) -> AsyncRetrying:
    """Attempts of one request; the last error leaves as it is."""
    return AsyncRetrying(
        retry=retry_if_exception(lambda error: worth_repeating(error, request)),
        wait=_wait,
        stop=stop_after_attempt(policy.tries),
        sleep=clock.sleep,
        reraise=True,
    )


def worth_repeating(error: BaseException, request: Request) -> bool:
    """Whether this failure may pass, the wait is short, and a repeat cannot act twice."""
    if not isinstance(error, ChannelError) or (error.after or 0) > PATIENCE:
        return False
    if error.decision.code in {"circuit_open", "paused"}:
        return False
    if error.decision.kind is Kind.RATE_LIMITED:
        return True
    if error.decision.kind not in {Kind.RETRY, Kind.CHANNEL_DOWN}:
        return False
    return request.repeatable or not error.may_have_arrived


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, ChannelError) and error.after is not None:
        return error.after
    return _BACKOFF(state)
