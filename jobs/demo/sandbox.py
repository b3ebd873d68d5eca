"""The sandbox process of this installation: how it is started, and its control calls."""

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.config import Settings
from catalog.errors import ChoPhienError
from catalog.vault import load_secret

REVIEW_SECONDS = 12
MODERATION_SECONDS = 15
"""Real seconds that the simulated reviewers take, whatever the sandbox's speed."""

LOOPBACK = "127.0.0.1"
CALLBACK = "/hook/shopee"


class SandboxError(ChoPhienError):
    """The simulated marketplace refused a control call or does not answer."""

    code = "channel_down"


def control_token(settings: Settings) -> str:
    """Derived from the installation's secret, so that every process knows it unasked."""
    secret = load_secret(settings).encode()
    return hmac.new(secret, b"chophien sandbox control", hashlib.sha256).hexdigest()[:32]


def sandbox_arguments(settings: Settings) -> tuple[str, ...]:
    """The command line of `python -m connectors.sandbox` for these settings."""
    speed = settings.sandbox.speed
    return (
        *("--dir", str(settings.data_dir / "sandbox")),
        *("--shopee-port", str(settings.sandbox.shopee_port)),
        *("--floor-port", str(settings.sandbox.floor_port)),
        *("--speed", str(speed)),
        *("--control-token", control_token(settings)),
        *("--push-url", callback_url(settings)),
        *("--review-seconds", str(REVIEW_SECONDS * speed)),
        *("--moderation-seconds", str(MODERATION_SECONDS * speed)),
    )


def callback_url(settings: Settings) -> str:
    """Where Shopee's pushes go: as registered, else this machine's web server."""
    web = settings.web
    registered = settings.channels.shopee.callback_url
    return registered or f"http://{LOOPBACK}:{web.port}{CALLBACK}"


@dataclass(frozen=True, slots=True)
class Control:
    """Control calls of one simulated marketplace; `base_url` without a slash at the end."""

    base_url: str
    token: str

    def get(self, path: str) -> dict[str, Any]:
        """One control call without a body."""
        return self._call("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One control call with a JSON object."""
        return self._call("POST", path, body)

    def delete(self, path: str) -> dict[str, Any]:
        """Take something back, e.g. all faults."""
        return self._call("DELETE", path, None)

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - our own loopback address
            f"{self.base_url}/_control{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Control-Token": self.token, "Content-Type": "application/json"},
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as response:
                answer: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as error:
            text = error.read().decode("utf-8", "replace")[:200]
            raise SandboxError(f"Sàn mô phỏng từ chối {method} {path}: {text}") from error
        except OSError as error:
            raise SandboxError(f"Sàn mô phỏng không trả lời ({self.base_url})") from error
        return answer


def shopee_control(settings: Settings) -> Control:
    """Control of the simulated Shopee."""
    return Control(shopee_url(settings), control_token(settings))


def floor_control(settings: Settings) -> Control:
    """Control of the simulated floor."""
    return Control(floor_url(settings), control_token(settings))


def shopee_url(settings: Settings) -> str:
    """Address of the simulated Shopee."""
    return f"http://{LOOPBACK}:{settings.sandbox.shopee_port}"


def floor_url(settings: Settings) -> str:
    """Address of the simulated floor."""
    return f"http://{LOOPBACK}:{settings.sandbox.floor_port}"
