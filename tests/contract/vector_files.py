"""Reading vector files: which case is of which scheme. What nobody knows stays a case and fails."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class VectorCase:
    """One vector: `scheme` says how it is checked."""

    name: str
    scheme: str
    data: Mapping[str, Any]


_LISTS = {
    ("woocommerce", "oauth_vectors"): "oauth",
    ("woocommerce", "webhook_vectors"): "webhook",
    ("vietqr", "vectors"): "payload",
    ("vietqr", "corrupted"): "corrupted",
}


def cases(folder: Path) -> list[VectorCase]:
    """Every case of every *.json in the folder."""
    files = sorted(folder.glob("*.json"))
    if not files:
        return [VectorCase(f"no vector file in {folder.name}", UNKNOWN, {})]
    return [case for file in files for case in _of_file(file)]


def _of_file(file: Path) -> Iterator[VectorCase]:
    document = json.loads(file.read_text(encoding="utf-8"))
    platform = _platform(document)
    found = 0
    for key, entries in document.items():
        if not (isinstance(entries, list) and entries and isinstance(entries[0], dict)):
            continue
        for number, entry in enumerate(entries):
            found += 1
            name = f"{file.stem}-{entry.get('id', f'{key}-{number}')}"
            yield VectorCase(name, _scheme(platform, key, entry), entry)
    if not found:
        yield VectorCase(f"{file.stem}-empty", UNKNOWN, {})


def _platform(document: Mapping[str, Any]) -> str:
    named = document.get("platform")
    if isinstance(named, str):
        return named
    if "oauth_vectors" in document or "webhook_vectors" in document:
        return "woocommerce"
    entries = [*document.get("vectors", []), *document.get("corrupted", [])]
    return "vietqr" if any("payload" in entry for entry in entries) else UNKNOWN


def _scheme(platform: str, key: str, entry: Mapping[str, Any]) -> str:
    if platform in {"woocommerce", "vietqr"}:
        kind = _LISTS.get((platform, key), UNKNOWN)
    else:
        default = "request_signature" if platform == "lazada" else UNKNOWN
        kind = str(entry.get("kind", default)) if key == "vectors" else UNKNOWN
    return f"{platform}/{kind}"
