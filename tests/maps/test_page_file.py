"""The finishing of a PDF: language, title, bookmarks, links and base maps, without touching what is on the page."""

import io

import pikepdf
import pytest
from pypdf import PdfReader, PdfWriter

from maps.page_file import Finish, Link, PageFileError, Underlay, finished
from maps.sheet import Box


def blank(pages: int, width: float = 842, height: float = 595) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, height)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_that_language_title_bookmarks_and_links_are_in_the_file() -> None:
    finish = Finish(
        "es-MX",
        "ATL-2026-000001 · Fuga",
        bookmarks=[("Plano", 0), ("Índice", 1)],
        links=[Link(1, Box(20, 30, 100, 8), 0)],
        keywords=("ATL-2026-000001",),
    )
    reader = PdfReader(io.BytesIO(finished(blank(2), finish)))
    assert reader.trailer["/Root"]["/Lang"] == "es-MX"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert [one["/Title"] for one in reader.outline] == ["Plano", "Índice"]
    (link,) = reader.pages[1]["/Annots"]
    found = link.get_object()
    assert found["/Dest"][0].get_object() == reader.pages[0].get_object()
    left, _low, _right, high = (float(number) for number in found["/Rect"])
    assert left == pytest.approx(20 / 25.4 * 72, abs=0.1)
    assert high == pytest.approx(595 - 30 / 25.4 * 72, abs=0.1)
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_title == {"x-default": "ATL-2026-000001 · Fuga"}


def test_that_a_base_map_lies_under_its_page_in_its_box() -> None:
    base = blank(1, 1047, 529)
    made = finished(blank(2), Finish("en", "T", [Underlay(1, base, Box(10, 10, 277, 140))]))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert "/XObject" not in pdf.pages[0].get("/Resources", {})
        (form,) = pdf.pages[1].Resources.XObject.values()
        assert form.Subtype == "/Form"


@pytest.mark.parametrize("rubbish", [b"", b"no pdf", b"%PDF-1.7\n%%EOF"])
def test_that_what_is_no_pdf_is_refused(rubbish: bytes) -> None:
    with pytest.raises(PageFileError):
        finished(rubbish, Finish("en", "T"))
    with pytest.raises(PageFileError):
        finished(blank(1), Finish("en", "T", [Underlay(0, rubbish, Box(0, 0, 10, 10))]))
