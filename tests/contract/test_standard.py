"""What every channel must be like; a new line in the registry is tested by itself."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel

from catalog.contract import ShopRef
from catalog.errors import CATALOGUE
from catalog.models import utc_now
from catalog.status import Action, Method, Observed
from connectors import registry
from connectors.base import (
    DEFAULT_ERRORS,
    Accepted,
    Channel,
    ChannelError,
    Connector,
    Kind,
    Steps,
)
from tests.contract.hostile import HOSTILE, NOT_JSON, WRONG_TYPES, answer, converse
from tests.contract.stage import OPTIONS, draft, listing

T = TypeVar("T")
Body = bytes | dict[str, Any]
CHANNELS = list(registry.all_connectors().values())
APIS = [one for one in CHANNELS if registry.has_api(one)]
SHOP = ShopRef(1, "any", "226441907", "Gian hàng", OPTIONS)
WRITES = sorted(set(Action) - {Action.EXPORT})
each_channel = pytest.mark.parametrize("channel", CHANNELS, ids=lambda one: one.declaration.kind)
each_api = pytest.mark.parametrize("connector", APIS, ids=lambda one: one.declaration.kind)


def ended(connector: Connector, steps: Steps[T], body: Body) -> T | ChannelError:
    """How a conversation ends when every answer is the same."""
    try:
        return converse(connector, steps, lambda _: answer(body))
    except ChannelError as error:
        return error


@each_channel
def test_the_declaration_is_sane(channel: Channel) -> None:
    said = channel.declaration
    assert registry.get(said.kind) is channel
    assert said.label_vi
    assert said.observe
    assert said.state in {"open", "closed", "unknown"}
    assert said.push is (Method.API in said.observe)
    assert (Action.EXPORT in said.actions) is not said.push
    assert 0 < said.policy.rate <= 100
    assert said.policy.tries >= 1
    assert 0 < said.policy.deadline <= 60


@each_channel
def test_the_settings_schema_marks_its_secrets(channel: Channel) -> None:
    said = channel.declaration
    assert issubclass(said.settings, BaseModel)
    properties = said.settings.model_json_schema().get("properties", {})
    marked = {name for name, shape in properties.items() if shape.get("format") == "password"}
    assert marked == said.secrets
    assert all(shape.get("description") for name, shape in properties.items() if name in marked)


def test_a_kind_that_nobody_registered_is_refused() -> None:
    with pytest.raises(registry.UnknownChannelError):
        registry.get("cho_lon")
    with pytest.raises(registry.UnknownChannelError):
        registry.api("buudien")


def test_nothing_is_imported_before_use() -> None:
    code = "import sys, connectors.registry; print([m for m in sys.modules if 'shopee' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@each_api
def test_every_listed_error_stands_in_our_catalogue(connector: Connector) -> None:
    errors = importlib.import_module(f"{registry.CHANNELS[connector.declaration.kind]}.errors")
    table: dict[str, str] = errors.table()
    assert len(table) > 10
    assert set(table.values()) <= set(CATALOGUE)
    assert set(DEFAULT_ERRORS.values()) <= set(CATALOGUE)


@each_channel
def test_every_code_written_in_a_channel_stands_in_our_catalogue(channel: Channel) -> None:
    """`Rejected("…")` and `Unclear("…")` anywhere in the channel's folder."""
    folder = Path(
        str(importlib.import_module(registry.CHANNELS[channel.declaration.kind]).__file__)
    )
    for file in folder.parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in {"Rejected", "Unclear"} and isinstance(node.args[0], ast.Constant):
                assert node.args[0].value in CATALOGUE, f"{file.name}:{node.lineno}"


@each_api
@pytest.mark.parametrize("name", NOT_JSON)
def test_an_answer_that_is_no_json_is_a_changed_answer(connector: Connector, name: str) -> None:
    assert connector.classify(answer(NOT_JSON[name])).kind is Kind.PARSE_CHANGED


@each_api
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failing_host_is_down_whatever_it_says(connector: Connector, status: int) -> None:
    for body in NOT_JSON.values():
        assert connector.classify(answer(body, status)).kind is Kind.CHANNEL_DOWN


@each_api
@pytest.mark.parametrize("action", WRITES)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_never_escapes_as_another_exception(
    connector: Connector, action: Action, name: str
) -> None:
    body = HOSTILE[name]
    for check_first in (False, True):
        steps = connector.push(
            action, draft(), listing(external_id="5"), SHOP, check_first=check_first
        )
        outcome = ended(connector, steps, body)
        if isinstance(outcome, ChannelError):
            assert outcome.decision.kind is Kind.PARSE_CHANGED
            assert outcome.code in CATALOGUE
        else:
            # Only a deletion is answered by an envelope without a payload.
            assert action is Action.DELETE
            assert isinstance(outcome, Accepted)
            assert name in WRONG_TYPES


@each_api
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_never_becomes_a_status(connector: Connector, name: str) -> None:
    body = HOSTILE[name]
    wanted = [listing("A", "5", 1), listing("B", None, 2)]
    seen = ended(connector, connector.observe(wanted, SHOP, utc_now), body)
    if isinstance(seen, ChannelError):
        assert seen.decision.kind is Kind.PARSE_CHANGED
    else:
        assert {one.status for one in seen} == {Observed.UNKNOWN}
