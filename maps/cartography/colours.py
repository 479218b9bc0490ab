"""The colours of the base map, night and day: the one place of them. No Qt, no Mapnik: views may read them too.

The seven named tokens are those of the design page; the others are mixed from them, so that the base map is never
brighter than what lies on it and never brings a hue of its own.
"""

from dataclasses import dataclass


def mixed(one: str, other: str, share: float) -> str:
    """`#RRGGBB` between two colours; `share` of the other."""
    parts = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)


@dataclass(frozen=True, slots=True)
class MapColours:
    """One theme of the map."""

    land: str
    water: str
    park: str
    building: str
    street: str
    avenue: str
    label: str
    casing: str
    """Edge of streets: by night land, by day a grey that parts a white street from the ground."""

    @property
    def forest(self) -> str:
        return mixed(self.land, self.park, 0.7)

    @property
    def field(self) -> str:
        return mixed(self.land, self.park, 0.3)

    @property
    def rock(self) -> str:
        return mixed(self.land, self.building, 0.35)

    @property
    def built(self) -> str:
        return mixed(self.land, self.building, 0.25)

    @property
    def paved(self) -> str:
        return mixed(self.building, self.street, 0.3)

    @property
    def building_edge(self) -> str:
        return mixed(self.building, self.label, 0.12)

    @property
    def rail(self) -> str:
        return mixed(self.land, self.label, 0.4)

    @property
    def service(self) -> str:
        return mixed(self.land, self.street, 0.75)

    @property
    def collector(self) -> str:
        return mixed(self.street, self.avenue, 0.5)

    @property
    def stream(self) -> str:
        return mixed(self.water, self.label, 0.12)

    @property
    def border(self) -> str:
        return mixed(self.land, self.label, 0.32)


NIGHT = MapColours("#171C21", "#13242F", "#19231D", "#20262D", "#323B45", "#3F4A56", "#8B96A3", casing="#171C21")
DAY = MapColours("#EEF0F1", "#C9DCE6", "#DCE7DA", "#DFE2E5", "#FFFFFF", "#FFFFFF", "#4F5964", casing="#CDD3D9")
COLOURS = {"night": NIGHT, "day": DAY, "paper": DAY, "press": DAY}
"""By style. On paper no name runs over the edge; for the press only large streets are named."""
