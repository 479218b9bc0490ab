"""Reads what somebody typed or pasted as coordinates, in any of the notations of `maps.coordinates`.

`read` gives every reading that makes sense, the likeliest first. Where a text does not say its order, or a letter may
be a band or a hemisphere, the reading near to where the map is comes first; nothing is guessed where the text says it.
One thread at a time.
"""

import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence

from pyproj.exceptions import ProjError

from maps.coordinates import BANDS, grid, mgrs, plus, utm_plane
from maps.place import NotOnEarthError, Place

LONGEST_TEXT = 200
NEAR_M = 300_000.0
"""What lies as near as this to the middle of the map is where the operator works."""
_GROUPING = re.compile(r"(?<=\d)[\u2009\u202f\u00a0](?=\d)")
_SIGNS_MEANT = str.maketrans("\u2212\u2013\u2014\u00ba", "---\u00b0")
"""Dashes for a minus, the Spanish ordinal sign for degrees."""
_WORDS = re.compile(r"\b(?:GEO|LAT(?:ITUDE?|ITUD)?|LON(?:G|GITUDE?|GITUD)?)\b\.?\s*[:=]?")
_DOT, _COMMA = r"[+-]?\d{1,3}(?:\.\d{0,15})?", r"[+-]?\d{1,3},\d{1,15}"
_PAIRS = tuple(
    re.compile(rf"({number})\s*(?:{between})\s*({number})")
    for number, between in ((_DOT, r"[,;/]|\s"), (_COMMA, r"[,;/]|\s"))
)
_TOKEN = re.compile(r"[NSEWO]|[+-]?\d+(?:\.\d+)?")
_SIGNS = re.compile(r"[\s°º'\"′″’”´,;:/()]*")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_UTM = re.compile(
    r"(?:UTM\s*)?(?:Z(?:ONA|ONE)?\s*)?(?P<zone>\d{1,2})\s*(?P<letter>[A-Z])?(?:ORTE|ORTH|UR|OUTH)?\s*[,;]?\s*"
    r"(?P<east>\d{6}|\d{3} \d{3})(?:[.,]\d+)?\s*(?:M?\s*E)?\s*[,;]?\s*"
    r"(?P<north>\d{1,8}|\d{1,2} \d{3} \d{3})(?:[.,]\d+)?\s*(?:M?\s*N)?"
)
_UTM_ZONE_LAST = re.compile(
    r"(?P<east>\d{6})(?:\.\d+)?\s*(?:M?\s*E)?\s*[,;]?\s*(?P<north>\d{1,8})(?:\.\d+)?\s*(?:M?\s*N)?\s*[,;]?\s*"
    r"(?:Z(?:ONA|ONE)?\s*)?(?P<zone>\d{1,2})\s*(?P<letter>[A-Z])?"
)
_MGRS = re.compile(r"(?P<square>(?:\d{1,2}[C-HJ-NP-X]|[ABYZ])[A-HJ-NP-Z]{2})(?P<digits>\d{0,10})")
_PLUS = re.compile(r"(?P<code>[23456789CFGHJMPQRVWX0]{2,8}\+[23456789CFGHJMPQRVWX]{0,7})(?:[\s,].*)?")
_METRES_OF_A_SQUARE = 5
Degrees = tuple[float, float]


def read(text: str, near: Place | None = None) -> tuple[Place, ...]:
    """Each place once; none when the text is no coordinate. `near` is where the map is."""
    if len(text) > LONGEST_TEXT:
        return ()
    clean = _cleaned(text)
    for reader in _READERS:
        found = tuple(dict.fromkeys(reader(clean, near)))
        if found:
            return _likeliest_first(found, near)
    return ()


def _cleaned(text: str) -> str:
    grouped = _GROUPING.sub("", text)
    return " ".join(unicodedata.normalize("NFKC", grouped.translate(_SIGNS_MEANT)).upper().split())


def _likeliest_first(found: Sequence[Place], near: Place | None) -> tuple[Place, ...]:
    """As they were read, but a reading where the operator works goes before one that is far from there."""
    if near is None:
        return tuple(found)
    return tuple(sorted(found, key=lambda place: place.distance_m(near) > NEAR_M))


def _places(pairs: Iterator[Degrees]) -> Iterator[Place]:
    for lat_deg, lon_deg in pairs:
        try:
            yield Place(lat_deg, lon_deg)
        except NotOnEarthError:
            continue


# plus codes


def _plus_codes(text: str, near: Place | None) -> Iterator[Place]:
    match = _PLUS.fullmatch(text)
    if match is None:
        return
    code = match["code"]
    if plus.isShort(code) and near is not None:
        code = plus.recoverNearest(code, near.lat_deg, near.lon_deg)
    if plus.isFull(code):
        area = plus.decode(code)
        yield from _places(iter([(area.latitudeCenter, area.longitudeCenter)]))


# MGRS


def _grid_squares(text: str, near: Place | None) -> Iterator[Place]:
    """The middle of the square that is named, however large."""
    del near
    match = _MGRS.fullmatch(text.replace(" ", ""))
    if match is None or len(match["digits"]) % 2:
        return
    half = len(match["digits"]) // 2
    easting, northing = (_middle(part) for part in (match["digits"][:half], match["digits"][half:]))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a square that reaches over the edge of its band
            found: Degrees = grid().toLatLon(match["square"] + easting + northing)
    except mgrs.core.MGRSError:
        return
    yield from _places(iter([found]))


def _middle(digits: str) -> str:
    return digits if len(digits) == _METRES_OF_A_SQUARE else (digits + "5").ljust(_METRES_OF_A_SQUARE, "0")


# UTM


def _utm(text: str, near: Place | None) -> Iterator[Place]:
    match = _UTM.fullmatch(text) or _UTM_ZONE_LAST.fullmatch(text)
    if match is None or not 1 <= int(match["zone"]) <= 60:
        return
    east_m, north_m = (float(match[name].replace(" ", "")) for name in ("east", "north"))
    for north in _hemispheres(match["letter"], near):
        try:
            lon, lat = utm_plane(int(match["zone"]), north=north).transform(
                east_m, north_m, direction="INVERSE", errcheck=True
            )
        except ProjError:
            continue
        yield from _places(iter([(float(lat), float(lon))]))


def _hemispheres(letter: str | None, near: Place | None) -> tuple[bool, ...]:
    """Whether north, the likelier first. S may be the band of 32 to 40 degrees north, or south."""
    if letter is None or letter == "S":
        return (False, True) if near is not None and near.lat_deg < 0 else (True, False)
    return (letter >= "N",) if letter in BANDS else ()


# degrees


def _decimal(text: str, near: Place | None) -> Iterator[Place]:
    del near
    bare = _WORDS.sub(" ", text).replace("°", " ").strip(" ()@:,;")
    for pair in _PAIRS:
        match = pair.fullmatch(" ".join(bare.split()))
        if match is not None:
            one, other = (float(part.replace(",", ".")) for part in match.groups())
            yield from _places(iter(_orders(text, one, other)))
            return


def _orders(text: str, one: float, other: float) -> list[Degrees]:
    """Latitude first, then the other way round; only one of them where the text names them."""
    lat, lon = text.find("LAT"), text.find("LON")
    if min(lat, lon) >= 0:
        return [(one, other)] if lat < lon else [(other, one)]
    return [(one, other), (other, one)]


def _sexagesimal(text: str, near: Place | None) -> Iterator[Place]:
    del near
    bare = _DECIMAL_COMMA.sub(".", _WORDS.sub(" ", text))
    if not _SIGNS.fullmatch(_TOKEN.sub("", bare)):
        return
    angles = _angles(_TOKEN.findall(bare))
    if angles is None:
        return
    (one, first), (other, _second) = angles
    if first in {"N", "S"}:
        yield from _places(iter([(one, other)]))
    elif first:
        yield from _places(iter([(other, one)]))
    else:
        yield from _places(iter([(one, other), (other, one)]))


def _angles(tokens: list[str]) -> tuple[tuple[float, str], tuple[float, str]] | None:
    """Two angles in degrees with their letters, one of latitude and one of longitude, or none at all."""
    letters = [token for token in tokens if token.isalpha()]
    groups = _groups(tokens, len(letters))
    if groups is None:
        return None
    values = [_degrees(group) for group in groups]
    if None in values:
        return None
    one, other = (float(value) for value in values if value is not None)
    if not letters:
        return (one, ""), (other, "")
    if sum(letter in {"N", "S"} for letter in letters) != 1:
        return None
    return (_signed(one, letters[0]), letters[0]), (_signed(other, letters[1]), letters[1])


def _groups(tokens: list[str], letters: int) -> tuple[list[str], list[str]] | None:
    """The numbers of either angle: parted by the letters, before or behind them, else halves."""
    if letters not in {0, 2}:
        return None
    if letters == 0:
        half = len(tokens) // 2
        return (tokens[:half], tokens[half:]) if len(tokens) in {4, 6} else None
    first, second = (index for index, token in enumerate(tokens) if token.isalpha())
    if first == 0:
        return tokens[1:second], tokens[second + 1 :]
    return (tokens[:first], tokens[first + 1 : second]) if second == len(tokens) - 1 else None


def _degrees(parts: list[str]) -> float | None:
    """Degrees, minutes below 60 and seconds below 60; only the last may have decimals."""
    if (
        not 1 <= len(parts) <= 3
        or any("." in part for part in parts[:-1])
        or any(part[0] in "+-" for part in parts[1:])
    ):
        return None
    size, *rest = (abs(float(part)) for part in parts)
    if any(part >= 60.0 for part in rest):
        return None
    total = size + sum(part / 60.0**power for power, part in enumerate(rest, start=1))
    return -total if parts[0].startswith("-") else total


def _signed(degrees: float, letter: str) -> float:
    """O is the Spanish west."""
    return -abs(degrees) if letter in {"S", "W", "O"} else degrees


_READERS: tuple[Callable[[str, Place | None], Iterator[Place]], ...] = (
    _plus_codes,
    _grid_squares,
    _utm,
    _decimal,
    _sexagesimal,
)
