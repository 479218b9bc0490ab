import pytest

from desktop.view.note_words import note_words


@pytest.mark.parametrize(
    ("kind", "note", "said"),
    [
        ("alarm.raised", "Ronda · person · 3 s", "Ronda · person · 3 s"),
        ("alarm.raised", "current_s_a 0", "Current, phase S 0 A"),
        ("alarm.raised_again", "fill_ratio 0.92", "Fill level 92 %"),
        ("alarm.raised", "n=12", "12 in all"),
        ("alarm.suppressed", "its parent speaks for it", "what it belongs to speaks for it"),
        ("alarm.false", "animal: a cat", "Animal: a cat"),
        ("incident.closed", "A", "Affirmative"),
        ("incident.exported", "VDZ-2026-000001.pdf sha256:ab12 data:cd34", "VDZ-2026-000001.pdf"),
        ("incident.noted", "n=12 and person", "n=12 and person"),
        ("alarm.raised", "", ""),
    ],
)
def test_that_codes_of_the_journal_are_told_in_words_and_sentences_of_people_stay(
    kind: str, note: str, said: str
) -> None:
    assert note_words(kind, note) == said
