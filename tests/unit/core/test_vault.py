"""Secrets: sealed for one owner, opened by old keys too, refused without a real key."""

import stat
from pathlib import Path

import pytest

from catalog.config import Settings
from catalog.vault import Vault, VaultError, load_secret, open_vault

KEY = bytes(range(32))
OTHER = bytes(reversed(range(32)))


def test_a_sealed_value_opens_for_its_owner_only() -> None:
    vault = Vault((KEY,))
    sealed = vault.seal(b"refresh token", "shop:7")
    assert b"refresh" not in sealed
    assert vault.open(sealed, "shop:7") == b"refresh token"
    with pytest.raises(VaultError, match="sai chủ"):
        vault.open(sealed, "shop:8")


def test_rotation_keeps_old_values_readable() -> None:
    sealed = Vault((KEY,)).seal(b"x", "a")
    assert Vault((OTHER, KEY)).open(sealed, "a") == b"x"
    with pytest.raises(VaultError, match="thiếu khóa"):
        Vault((OTHER,)).open(sealed, "a")


def test_the_vault_never_shows_its_keys() -> None:
    assert str(KEY[:4]) not in repr(Vault((KEY,)))


def test_production_refuses_a_missing_or_short_key(tmp_path: Path) -> None:
    for secret in ("", "short"):
        settings = Settings(mode="production", data_dir=tmp_path, secret_key=secret)
        with pytest.raises(VaultError, match="CHOPHIEN_SECRET_KEY"):
            load_secret(settings)


def test_the_demo_makes_its_own_key_once_and_keeps_it_private(tmp_path: Path) -> None:
    settings = Settings(mode="demo", data_dir=tmp_path)
    first = load_secret(settings)
    assert first == load_secret(settings)
    assert stat.S_IMODE((tmp_path / "demo.key").stat().st_mode) == 0o600
    assert open_vault(settings).keys == open_vault(settings).keys


def test_the_key_file_may_name_a_retired_key_too(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("n" * 40, encoding="utf-8")
    settings = Settings(mode="production", data_dir=tmp_path, secret_key_file=file)
    sealed = open_vault(settings).seal(b"x", "a")
    file.write_text("m" * 40 + "\n" + "n" * 40, encoding="utf-8")
    assert open_vault(settings).open(sealed, "a") == b"x"
