"""A body is looked over in steps: what stands over the edge of one is whole all the same."""

import pytest

from connectors.page.decode import decode
from connectors.page.model import FetchedPage

STEP = 16_384


def read(body: bytes) -> tuple[bytes, tuple[str, ...], str | None]:
    page = FetchedPage(url="https://a.vn/p", status=200, body=body, content_type="text/html")
    found = decode(page)
    return found.body, found.flags, found.problem


@pytest.mark.parametrize("before", range(STEP - 4, STEP + 2))
@pytest.mark.parametrize("letter", ["ế", "đ", "𝄞"])
def test_letter_over_the_edge_of_a_step(before: int, letter: str) -> None:
    body = b"<p>" + b"x" * (before - 3) + letter.encode() + b"</p>"
    assert read(body) == (body, (), None)


def test_letter_cut_by_the_end() -> None:
    body = b"<p>" + "chè ".encode() * 400 + "trà".encode()[:-1]
    assert read(body)[1] == ("damaged_utf8",)


@pytest.mark.parametrize("before", [100, STEP - 1, 2 * STEP])
def test_lost_letters_are_found_in_every_step(before: int) -> None:
    body = b"<p>" + b"x" * before + "\ufffd".encode() * 400
    assert read(body)[2] == "wrong_encoding"
