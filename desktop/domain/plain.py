"""Words as a search sees them: lower case, without accents, one spelling for what is written in several ways."""

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[^\W\d_]{1,4}\d{1,9}")
"""A few letters and a number, as codes of devices and units are."""
_ABBREVIATIONS: dict[str, str] = {
    **dict.fromkeys(("av", "avda", "avd"), "avenida"),
    **dict.fromkeys(("blvd", "blv", "bulevar", "boulevar"), "boulevard"),
    **dict.fromkeys(("priv", "pda"), "privada"),
    **dict.fromkeys(("prol", "prolong"), "prolongacion"),
    **dict.fromkeys(("calz", "czda"), "calzada"),
    **dict.fromkeys(("carr", "carret"), "carretera"),
    **dict.fromkeys(("col", "fracc"), "colonia"),
    **dict.fromkeys(("cda", "cerr"), "cerrada"),
    "clle": "calle",
    "pte": "poniente",
    "ote": "oriente",
    "nte": "norte",
    "gral": "general",
    "sto": "santo",
    "sta": "santa",
    "fco": "francisco",
    "str": "strasse",
}
"""What street signs and people shorten, in Mexico first; the long word is the one that is kept."""
LONGEST_WORD = 40


def plain(text: str) -> str:
    """Lower case without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in their order, abbreviations written out."""
    return tuple(_written_out(word) for word in _WORD.findall(plain(text)))


def _written_out(word: str) -> str:
    return _ABBREVIATIONS.get(word, word)[:LONGEST_WORD]


def findable_words(name: str, code: str = "") -> tuple[str, ...]:
    """What a name is found by, each once: its words, and a code also as one word and without its noughts."""
    found = dict.fromkeys(words_of(f"{code} {name}"))
    for written in (code, *name.split()):
        found |= dict.fromkeys(_spellings(_WORD.findall(plain(written))))
    return tuple(word[:LONGEST_WORD] for word in found)


def _spellings(parts: list[str]) -> Iterator[str]:
    """`C-04` is also `c04` and `c4`; the number at the end of a folio is found without its noughts."""
    if not parts or not parts[-1][-1].isdecimal():
        return
    joined = "".join(parts)
    if _CODE.fullmatch(joined):
        yield joined
        yield re.sub(r"(?<=\D)0+(?=\d)", "", joined)
    if parts[-1].isdecimal():
        yield parts[-1].lstrip("0") or "0"
