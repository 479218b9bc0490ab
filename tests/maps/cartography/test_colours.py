"""Map colours: the tokens of the design, and what is mixed from them."""

from itertools import pairwise

import pytest

from maps.cartography.colours import COLOURS, DAY, NIGHT, MapColours, mixed


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_that_the_tokens_are_those_of_the_design() -> None:
    night = (NIGHT.land, NIGHT.water, NIGHT.park, NIGHT.building, NIGHT.street, NIGHT.avenue, NIGHT.label)
    assert night == ("#171C21", "#13242F", "#19231D", "#20262D", "#323B45", "#3F4A56", "#8B96A3")
    day = (DAY.land, DAY.water, DAY.park, DAY.building, DAY.street, DAY.avenue, DAY.label)
    assert day == ("#EEF0F1", "#C9DCE6", "#DCE7DA", "#DFE2E5", "#FFFFFF", "#FFFFFF", "#4F5964")


@pytest.mark.parametrize("colours", COLOURS.values(), ids=COLOURS.keys())
def test_that_a_name_can_be_read_on_its_halo(colours: MapColours) -> None:
    for ground in (colours.land, colours.water):
        assert contrast(colours.label, ground) >= 4.5


def test_that_by_night_nothing_on_the_ground_is_brighter_than_an_avenue() -> None:
    quiet = (NIGHT.land, NIGHT.park, NIGHT.water, NIGHT.building, NIGHT.paved, NIGHT.service, NIGHT.street)
    assert max(map(luminance, quiet)) < luminance(NIGHT.avenue)


def test_that_streets_rank_by_their_brightness_at_night() -> None:
    ranks = (NIGHT.service, NIGHT.street, NIGHT.collector, NIGHT.avenue)
    assert all(luminance(low) < luminance(high) for low, high in pairwise(ranks))


def test_that_a_mix_ends_at_both_colours() -> None:
    assert mixed("#102030", "#F0E0D0", 0.0) == "#102030"
    assert mixed("#102030", "#F0E0D0", 1.0) == "#F0E0D0"
