"""Finishes a PDF that Qt has written: base maps laid under their pages, language, bookmarks, links, names of fonts.

Qt writes the pages and embeds of each font only the glyphs in use, but it cannot take in a drawing that is a PDF
already, nor say in which language the words are. No Qt here; whoever draws the pages calls it.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

from maps.sheet import Box

PT_PER_MM = 72 / 25.4
_TARGETS = re.compile(rb"\[[^\]]*\]")
"""In a table from glyphs to letters: the letters."""
_LETTER = re.compile(rb"<[0-9A-Fa-f]+>")
_SPELLING = {b"<0009>": b"<0020>", b"<FB01>": b"<00660069>", b"<FB02>": b"<0066006C>"}
"""Qt takes the glyph of a space for a tabulator, and of two letters drawn as one it knows one sign."""


class PageFileError(ValueError):
    """What was to be put together is no PDF, or not the one that was meant."""


@dataclass(frozen=True, slots=True)
class Underlay:
    """A PDF of one page that lies under a page, in a box of the paper."""

    page: int
    content: bytes
    box: Box


@dataclass(frozen=True, slots=True)
class Link:
    """From a box of a page to another page. Pages count from 0."""

    page: int
    box: Box
    target: int


@dataclass(frozen=True, slots=True)
class Finish:
    """`language` as RFC 5646 has it; bookmarks are words and the page they lead to."""

    language: str
    title: str
    underlays: Sequence[Underlay] = ()
    bookmarks: Sequence[tuple[str, int]] = ()
    links: Sequence[Link] = ()
    keywords: Sequence[str] = ()


def finished(content: bytes, finish: Finish) -> bytes:
    """Raises PageFileError."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for underlay in finish.underlays:
                _lay_under(pdf, underlay)
            _describe(pdf, finish)
            _add_links(pdf, finish.links)
            _mend_fonts(pdf)
            out = io.BytesIO()
            pdf.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except (pikepdf.PdfError, ValueError, KeyError, IndexError) as error:
        raise PageFileError(" ".join(str(error).split())[:200]) from error
    return out.getvalue()


def _lay_under(pdf: pikepdf.Pdf, underlay: Underlay) -> None:
    with pikepdf.open(io.BytesIO(underlay.content)) as drawing:
        page = pdf.pages[underlay.page]
        page.add_underlay(drawing.pages[0], _rectangle(page, underlay.box))


def _rectangle(page: pikepdf.Page, box: Box) -> pikepdf.Rectangle:
    """A box of the paper, which counts down from above, in points, which count up from below."""
    above = float(page.mediabox[3])
    left, right = box.left_mm * PT_PER_MM, (box.left_mm + box.width_mm) * PT_PER_MM
    return pikepdf.Rectangle(left, above - box.bottom_mm * PT_PER_MM, right, above - box.top_mm * PT_PER_MM)


def _describe(pdf: pikepdf.Pdf, finish: Finish) -> None:
    pdf.Root.Lang = pikepdf.String(finish.language)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:language"] = {finish.language}
        metadata["dc:title"] = finish.title
        if finish.keywords:
            metadata["pdf:Keywords"] = "; ".join(finish.keywords)
    if finish.bookmarks:
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(words, page) for words, page in finish.bookmarks)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines


def _add_links(pdf: pikepdf.Pdf, links: Sequence[Link]) -> None:
    for link in links:
        page = pdf.pages[link.page]
        corners = _rectangle(page, link.box)
        made = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[corners.llx, corners.lly, corners.urx, corners.ury],
            Border=[0, 0, 0],
            Dest=[pdf.pages[link.target].obj, pikepdf.Name.Fit],
        )
        if pikepdf.Name.Annots not in page.obj:
            page.obj.Annots = pikepdf.Array()
        page.obj.Annots.append(pdf.make_indirect(made))


def _mend_fonts(pdf: pikepdf.Pdf) -> None:
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary) and "/DescendantFonts" in found:
            _name_subset(found)
            _spell(found)


def _name_subset(font: pikepdf.Dictionary) -> None:
    """Qt says in a font's descriptor alone that it holds but some of its glyphs; ISO 32000-2, 9.9.2 wants it thrice."""
    inner = font.DescendantFonts[0]
    if "/FontDescriptor" in inner:
        font.BaseFont = inner.BaseFont = inner.FontDescriptor.FontName


def _spell(font: pikepdf.Dictionary) -> None:
    """Words that are copied or searched for are spelt as they were written."""
    if "/ToUnicode" in font:
        table = font.ToUnicode.read_bytes()
        font.ToUnicode.write(_TARGETS.sub(lambda found: _LETTER.sub(_spelt, found[0]), table))


def _spelt(found: re.Match[bytes]) -> bytes:
    return _SPELLING.get(found[0], found[0])
