"""`bench map` measures a real page of a real incident, drawn by the real child."""

from collections.abc import Callable
from pathlib import Path

from desktop.bench import page
from desktop.services.evidence.audit import audit
from desktop.services.evidence.key import KeyRoom


def test_that_what_is_measured_is_a_signed_page(tmp_path: Path, shared: Callable[[str], Path]) -> None:
    figures = page.measure(tmp_path, shared("maps").parent)
    assert set(figures) == {"page_first_pdf_s", "page_pdf_s", "page_preview_s", "page_pdf_kb"}
    assert all(isinstance(figure, int | float) and figure > 0 for figure in figures.values())
    assert audit(tmp_path / "page" / "case.pdf", KeyRoom(tmp_path / "page").known())
