"""Progress on standard error, silent where nobody looks: steps, and counted work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn


@contextmanager
def steps(*, shown: bool = True) -> Iterator[Callable[[str], None]]:
    """A bar that moves from step to step: call what it gives with the name of each."""
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with _bar(*columns, shown=shown) as bar:
        task = bar.add_task("", total=None)
        yield lambda text: bar.update(task, description=text)


@contextmanager
def counted(label: str, *, shown: bool = True) -> Iterator[Callable[[int, int], None]]:
    """A bar of counted work: call what it gives with how much is done, of how much."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with _bar(*columns, TimeRemainingColumn(), shown=shown) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _bar(*columns: "ProgressColumn", shown: bool) -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    quiet = not shown or not console.is_terminal
    return Progress(*columns, console=console, transient=True, disable=quiet)
