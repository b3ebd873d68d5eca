"""Secrets at rest: AES-256-GCM under a key from the environment or a file.

A sealed value is `key id (8 bytes) + nonce (12) + ciphertext`; the owner (e.g. `shop:7`) is
associated data, so a value copied to another row does not open.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from catalog.config import Settings
from catalog.errors import ChoPhienError

LEAST_SECRET = 32


class VaultError(ChoPhienError):
    """A secret could not be opened, or there is no key to seal it with."""

    code = "config_missing"


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """Seals and opens; old keys still open, the first one seals."""

    keys: tuple[bytes, ...]

    def seal(self, plain: bytes, owner: str) -> bytes:
        """Encrypt for `owner` under the newest key."""
        key = self.keys[0]
        nonce = secrets.token_bytes(12)
        return _key_id(key) + nonce + AESGCM(key).encrypt(nonce, plain, owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes:
        """Decrypt what was sealed for `owner`; raises VaultError for any other."""
        for key in self.keys:
            if _key_id(key) == sealed[:8]:
                try:
                    return AESGCM(key).decrypt(sealed[8:20], sealed[20:], owner.encode())
                except InvalidTag as error:
                    raise VaultError("Không mở được dữ liệu mật: sai chủ hoặc đã hỏng") from error
        raise VaultError("Không mở được dữ liệu mật: thiếu khóa đã dùng để niêm phong")


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"chophien key id" + key).digest()[:8]


def load_secret(settings: Settings) -> str:
    """The installation's secret: environment, else the named file, else (demo) one made once.

    Raises VaultError outside the demo when there is none or it is shorter than 32 characters.
    """
    secret = settings.secret_key
    path = settings.secret_key_file
    if not secret and path is not None and path.exists():
        secret = path.read_text(encoding="utf-8").strip()
    if not secret and settings.mode == "demo":
        secret = _demo_secret(settings.data_dir / "demo.key")
    if len(secret) < LEAST_SECRET:
        raise VaultError(
            "Thiếu khóa bí mật: đặt CHOPHIEN_SECRET_KEY hoặc secret_key_file "
            f"(ít nhất {LEAST_SECRET} ký tự), ví dụ bằng lệnh “chophien init”"
        )
    return secret


def open_vault(settings: Settings) -> Vault:
    """The vault under this installation's secret; a retired secret may follow a line break."""
    lines = [line for line in load_secret(settings).split() if line]
    return Vault(
        tuple(hashlib.sha256(b"chophien vault" + line.encode()).digest() for line in lines)
    )


def _demo_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()
