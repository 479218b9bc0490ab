"""Words as the search sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.plain import LONGEST_WORD, findable_words, plain, words_of


def test_that_accents_case_and_ligatures_are_folded() -> None:
    assert plain("ÁÉÍÓÚÜÑ ß ﬁ") == "aeiouun ss fi"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Av. Hidalgo", ("avenida", "hidalgo")),
        ("Blvd. López Mateos", ("boulevard", "lopez", "mateos")),
        ("5 de Mayo", ("5", "de", "mayo")),
        ("Priv. 3ª de Juárez", ("privada", "3a", "de", "juarez")),
        ("  ", ()),
        ("«—»", ()),
    ],
)
def test_that_words_are_written_out(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_that_a_code_is_found_as_one_word_and_without_its_noughts() -> None:
    assert set(findable_words("Cámara Jardín", "C-04")) == {"c", "04", "camara", "jardin", "c04", "c4", "4"}
    assert {"zac", "2026", "000123", "123"} <= set(findable_words("ZAC-2026-000123 Robo", "ZAC-2026-000123"))


@given(st.text(max_size=300))
def test_that_any_text_gives_words_of_letters_and_digits(text: str) -> None:
    found = findable_words(text)
    assert len(set(found)) == len(found)
    assert all(word and len(word) <= LONGEST_WORD and " " not in word and '"' not in word for word in found)
