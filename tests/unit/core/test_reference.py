"""docs/reference.md keeps up with the code, and every word has its Vietnamese."""

from enum import StrEnum
from pathlib import Path

import pytest

from catalog import labels, status
from catalog.reference import lines

PAGE = Path(__file__).parents[3] / "docs/reference.md"


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == "\n".join(lines()) + "\n"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (status.Intent, labels.INTENT_VI),
        (status.Dispatch, labels.DISPATCH_VI),
        (status.Observed, labels.OBSERVED_VI),
        (status.Method, labels.METHOD_VI),
        (status.Action, labels.ACTION_VI),
        (status.TaskState, labels.TASK_VI),
        (status.ShopState, labels.SHOP_VI),
        (status.ShopSeen, labels.SHOP_SEEN_VI),
        (status.NoticeClass, labels.NOTICE_VI),
        (status.NoticeWay, labels.WAY_VI),
        (status.PaymentState, labels.PAYMENT_VI),
        (status.PaymentKind, labels.PAYMENT_KIND_VI),
        (status.ProducerKind, labels.PRODUCER_KIND_VI),
        (status.ProductGroup, labels.GROUP_VI),
    ],
)
def test_every_word_has_its_label(words: type[StrEnum], shown: dict[StrEnum, str]) -> None:
    assert set(shown) == set(words)
    assert all(shown.values())
