"""Every bench in turn, each in a process of its own: `python -m tests.bench [NAME]`.

The ratios of all benches stand once more at the end, each beside its target. A peer that isn't
installed (`pip install -e .[bench]`) is named and left out, and so said where it would have stood.
"""

import ast
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.bench.ratios import MARK

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


@dataclass(slots=True)
class Ran:
    """A bench that was run: whether it came to its end, how long it took, its ratios."""

    name: str
    ended: bool
    seconds: float
    ratios: list[str]


def run(name: str) -> Ran:
    """Run one bench in a process of its own, its figures straight to the terminal."""
    sys.stdout.write(f"\n== {name}: {title(name)}\n")
    sys.stdout.flush()
    started, ratios = time.monotonic(), []
    command = [sys.executable, "-u", "-m", f"{__package__}.{PREFIX}{name}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            if line.startswith(MARK):
                ratios.append(line.removeprefix(MARK))
    return Ran(name, process.returncode == 0, time.monotonic() - started, ratios)


def summary(runs: list[Ran]) -> str:
    """One table: every bench with its ratios and their targets."""
    lines = ["\n== ratios beside their targets\n"]
    for ran in runs:
        end = "" if ran.ended else ", DID NOT COME TO ITS END"
        lines.append(f"{ran.name} ({ran.seconds:.0f} s{end})\n")
        lines += [f"   {line}" for line in ran.ratios]
    return "".join(lines)


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
    runs = [run(name) for name in arguments or known]
    sys.stdout.write(summary(runs))
    return 0 if all(ran.ended for ran in runs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
