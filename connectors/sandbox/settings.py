"""What a sandbox is started with."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """How the simulated marketplaces are hosted and how strict they are.

    ``directory`` holds the state file and is kept between starts; ``None`` means a
    temporary directory that is removed at the end. Port 0 asks for a free one. With
    ``floors`` above 1 further floors stand on free ports: each a host, with its own shops,
    goods, rules and faults.
    Durations are seconds of marketplace time: ``speed`` divides them (4 h at speed 3600
    pass in 4 s). Limits per second count real time, whatever the speed.
    """

    directory: Path | None = None
    shopee_port: int = 0
    floor_port: int = 0
    floors: int = 1
    control_token: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    speed: float = 1.0
    partner_id: int = 2001887
    partner_key: str = "sandbox-7c0ffee5f2a94b17a6f7f1b5b0a4c3d2e1f00112233445566778899aabbccdd"
    push_url: str = ""
    review_seconds: float = 3600.0
    search_lag_seconds: float = 5.0
    shop_rate_per_second: int = 10
    shop_daily_quota: int = 100_000
    moderation_seconds: float = 86_400.0
    refuse_repeated_sku: bool = False
