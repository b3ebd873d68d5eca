"""Settings: file, environment over it, bad ones named."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from catalog.config import load_settings


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "config.toml"
    monkeypatch.setenv("CHOPHIEN_CONFIG", str(file))
    return file


def test_the_environment_stands_over_the_file(write: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write.write_text('data_dir = "kho"\n[web]\nport = 9000\nhost = "0.0.0.0"\n', "utf-8")
    monkeypatch.setenv("CHOPHIEN_WEB__PORT", "9100")
    settings = load_settings()
    assert (settings.web.host, settings.web.port) == ("0.0.0.0", 9100)
    assert settings.data_dir == write.parent / "kho"
    assert settings.database_url == f"sqlite:///{(write.parent / 'kho/chophien.db').as_posix()}"


def test_an_unknown_key_and_a_bad_value_are_named(write: Path) -> None:
    write.write_text("moode = 1\n[web]\nport = 99999\n", "utf-8")
    with pytest.raises(ValidationError) as refused:
        load_settings()
    assert {error["loc"] for error in refused.value.errors()} == {("moode",), ("web", "port")}


def test_secrets_never_show_in_text(write: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write.write_text("", "utf-8")
    monkeypatch.setenv("CHOPHIEN_SECRET_KEY", "canary-one")
    monkeypatch.setenv("CHOPHIEN_SHOPEE_PARTNER_KEY", "canary-two")
    assert "canary" not in repr(load_settings())


def test_the_projects_own_file_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOPHIEN_CONFIG", str(Path(__file__).parents[3] / "config.toml"))
    assert load_settings().site.province_code == "15"
