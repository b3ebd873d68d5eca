"""Cleaning, folding, tones, collation and slugs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.text_vi import (
    clean,
    collation_key,
    fold,
    has_hidden,
    is_nfd,
    is_syllable,
    slug,
    tone_normal,
)


def test_clean_makes_one_form() -> None:
    messy = unicodedata.normalize("NFD", "\ufeff Gạo\u00a0 Séng\u200b Cù\r\n loại 1 ")
    assert clean(messy) == "Gạo Séng Cù loại 1"
    assert has_hidden(messy)
    assert is_nfd(messy)
    assert not has_hidden("Gạo Séng Cù")
    assert not is_nfd("Gạo Séng Cù")


@given(st.text())
def test_clean_and_fold_are_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert not has_hidden(clean(text))
    assert "đ" not in fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đặc sản MƯỜNG Khương", "dac san muong khuong"), ("  Ô  long ", "o long"), ("", "")],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("hoà", "hòa"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("Thuỷ Hoá khoẻ", "Thủy Hóa khỏe"),
        ("quý", "quý"),
        ("Quỳ Hợp", "Quỳ Hợp"),
        ("hoàng khuỷu toán", "hoàng khuỷu toán"),
    ],
)
def test_tone_placement(new: str, old: str) -> None:
    assert tone_normal(new) == old
    assert tone_normal(old) == old


def test_collation_is_the_dictionary_order() -> None:
    words = "ba bà bả bã bá bạ bă bâ bấ bậ ca da đa ea êa"
    assert sorted(set(words.split()), key=collation_key) == words.split()
    names = ["An", "An Bình", "Án Bình", "Anh", "Ăn", "Đa Lộc", "Đà Nẵng", "Đại Từ", "E"]
    assert sorted(set(names), key=collation_key) == names
    assert all(collation_key(name).isascii() for name in names)


def test_slug() -> None:
    assert slug("  Gạo Séng Cù – “Mường Vi” 1kg ") == "gao-seng-cu-muong-vi-1kg"
    assert slug("★★★") == ""


@pytest.mark.parametrize("word", ["nghiêng", "quýt", "gì", "khuỷu", "Đặc", "yến", "thuở", "kẹo"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["café", "hác̀h", "cèm", "bắkt", "ngê", "kạng", "tàch", "zạ", ""])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
