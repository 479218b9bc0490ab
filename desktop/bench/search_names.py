"""A made-up metropolis for the search's figure: 200,000 names of streets and places, and how people misspell them.

Made from a seed: the same names in every run. Surnames are put together from syllables, so that words are as many and
as alike as in a real gazetteer; types of streets are as common as they are in Mexico.
"""

import random
from collections.abc import Iterator

from desktop.domain.found import FoundKind
from desktop.storage.names import Named
from maps.place import Place

CENTRE = Place(19.43, -99.13)
SEED = 20_261_125
_ONSETS = (*"bcdfghjlmnprstvz", "ch", "br", "cr", "gr", "tr", "pl")
_VOWELS = (*"aeiou", "ia", "ue")
_ENDS = ("ez", "a", "o", "es", "al", "án", "ar", "in", "ón", "illo", "era")
_TYPES = (
    ("Calle", 50),
    ("Avenida", 15),
    ("Privada", 12),
    ("Cerrada", 10),
    ("Andador", 6),
    ("Boulevard", 4),
    ("Camino", 3),
)
_GIVEN = (
    *("José", "Juan", "María", "Luis", "Miguel", "Francisco", "Benito", "Emiliano"),
    *("Ignacio", "Vicente", "Josefa", "Leona", "Ángel", "Ramón", "Úrsula"),
)
_COLONIAS = ("Centro", "Las Palmas", "La Joya", "San José", "El Mirador", "Buenos Aires", "Lomas", "Industrial")


class Metropolis:
    """Its names, and questions about them."""

    def __init__(self, count: int, seed: int = SEED) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same town every time, no secret
        self._rare = sorted({self._surname() for _ in range(max(200, count // 5))})
        self._common = self._chance.sample(self._rare, max(40, len(self._rare) // 12))
        self.names = tuple(self._name() for _ in range(count))

    def _surname(self) -> str:
        chance = self._chance
        parts = (chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.choice((1, 2, 2, 3))))
        return ("".join(parts) + chance.choice(_ENDS)).capitalize()

    def _name(self) -> str:
        chance = self._chance
        kinds, weights = zip(*_TYPES, strict=True)
        surname = chance.choice(self._common if chance.random() < 0.6 else self._rare)
        lot = chance.random()
        core = f"{chance.choice(_GIVEN)} {surname}" if lot < 0.3 else surname
        core += f" {chance.choice(self._common)}" if lot > 0.8 else ""
        core += f" de la {chance.choice(self._rare)}" if lot > 0.95 else ""
        return f"{chance.choices(kinds, weights)[0]} {core}"

    def entries(self) -> Iterator[Named]:
        for name in self.names:
            chance = self._chance
            place = Place(CENTRE.lat_deg + chance.gauss(0, 0.12), CENTRE.lon_deg + chance.gauss(0, 0.12))
            near = chance.choice(_COLONIAS)
            yield Named("", FoundKind.STREET, "street", name, place, 400.0, near=near, rank=chance.choice((1, 2, 3, 3)))

    def questions(self, count: int) -> Iterator[tuple[str, str]]:
        """What is typed, and the name that was meant: a slip in one word, or a name broken off, or a crossing."""
        for number in range(count):
            meant = self._chance.choice(self.names)
            yield self._typed(meant, number), meant

    def _typed(self, meant: str, number: int) -> str:
        words = meant.lower().split()
        at = max(range(1, len(words)), key=lambda word: len(words[word]))
        words[at] = self._slip(words[at])
        if number % 5 == 0:
            words = words[1:]  # the type of the street is often left out
        if number % 7 == 0:
            words[-1] = words[-1][: max(3, len(words[-1]) - 2)]  # still being typed
        if number % 11 == 0:
            words += ["y", self._slip(self._chance.choice(self.names).split()[-1].lower())]
        return " ".join(words)

    def _slip(self, word: str) -> str:
        chance = self._chance
        if len(word) < 4:
            return word
        at = chance.randrange(1, len(word) - 1)
        return chance.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + chance.choice("aeiours") + word[at + 1 :],
            )
        )
