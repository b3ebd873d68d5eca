"""Two kinds of marketplace time, so that days pass in seconds and signatures still match."""

import threading
import time
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True, slots=True)
class ClockState:
    """``skew`` seconds the stated time is off, ``speed`` ≥ 1 of durations, ``advance`` jumped."""

    skew: float = 0.0
    speed: float = 1.0
    advance: float = 0.0


class Clock:
    """The marketplace's watch.

    The *stated* time (timestamps in signatures, ``update_time``) runs at normal pace and
    is only shifted by ``skew``: callers sign with their own watch, so a fast stated time
    would refuse everybody. *Deadlines* (token lifetimes, reviews, retries) are shortened
    by ``speed`` and can be jumped over with ``advance``.
    """

    def __init__(self, state: ClockState) -> None:
        self._state = state
        self._lock = threading.Lock()

    @property
    def state(self) -> ClockState:
        """The present setting."""
        return self._state

    def stated(self) -> int:
        """Unix seconds as the marketplace tells them."""
        return int(time.time() + self._state.skew)

    def deadline_now(self) -> float:
        """The moment that deadlines are compared with (Unix seconds plus jumps)."""
        return time.time() + self._state.advance

    def after(self, seconds: float) -> float:
        """The deadline that lies ``seconds`` of marketplace time ahead."""
        return self.deadline_now() + self.span(seconds)

    def span(self, seconds: float) -> float:
        """Real seconds that ``seconds`` of marketplace time take."""
        return seconds / self._state.speed

    def change(
        self,
        skew: float | None = None,
        speed: float | None = None,
        advance: float | None = None,
    ) -> ClockState:
        """Set skew or speed, add to advance; raises ValueError for a speed that isn't positive."""
        if speed is not None and speed <= 0:
            raise ValueError("speed")
        with self._lock:
            now = self._state
            self._state = replace(
                now,
                skew=now.skew if skew is None else skew,
                speed=now.speed if speed is None else speed,
                advance=now.advance + (advance or 0.0),
            )
            return self._state

    def restart(self, speed: float) -> None:
        """Back to no skew, no jump, the given speed."""
        with self._lock:
            self._state = ClockState(speed=speed)

    def as_dict(self) -> dict[str, float]:
        """The setting as JSON-ready numbers."""
        return asdict(self._state)
