"""Every bench in turn, each in a process of its own: `python -m tests.bench [NAME]`.

A bench's last lines are its ratios. A peer that isn't installed (`pip install -e .[bench]`) is
named and left out; the benches say so themselves where it would have stood.
"""

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
PREFIX = "bench_"
PEERS = ("scrapy", "dlt")


def names() -> list[str]:
    """What can be run."""
    return sorted(file.stem.removeprefix(PREFIX) for file in HERE.glob(f"{PREFIX}*.py"))


def title(name: str) -> str:
    """The first line of the bench's docstring."""
    source = (HERE / f"{PREFIX}{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or name).splitlines()[0]


def run(name: str) -> bool:
    """Run one bench, its figures straight to the terminal; whether it came to its end."""
    sys.stdout.write(f"\n== {name}: {title(name)}\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", f"{__package__}.{PREFIX}{name}"]
    return subprocess.run(command, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """0 when every bench asked for came to its end, 1 when one broke, 2 for an unknown name."""
    known = names()
    unknown = sorted(set(arguments) - set(known))
    if unknown:
        sys.stderr.write(f"no bench {', '.join(unknown)}; there are: {', '.join(known)}\n")
        return 2
    for peer in PEERS:
        if find_spec(peer) is None:
            sys.stdout.write(f"{peer} is not installed (extra `bench`): not measured\n")
    broken = [name for name in arguments or known if not run(name)]
    if broken:
        sys.stderr.write(f"did not come to its end: {', '.join(broken)}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
