"""``chophien``: the entry point. Nothing heavy is imported before the command is known."""

import sys
from collections.abc import Sequence
from pathlib import Path

HELP_FILE = Path(__file__).with_name("help.txt")
_HELP = ((), ("--help",), ("-h",))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 something failed, 2 bad input or usage."""
    given = tuple(sys.argv[1:] if arguments is None else arguments)
    _utf8_output()
    if given in _HELP and HELP_FILE.exists():
        # Building the command tree costs ten times a bare interpreter; a test keeps it current.
        sys.stdout.write(HELP_FILE.read_text(encoding="utf-8"))
        sys.exit(0)
    from jobs.cli.app import run

    sys.exit(run(given))


def _utf8_output() -> None:
    # A Windows console or a redirected pipe may stand on a code page without Vietnamese.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
