"""Whether a ring on the ground holds a place."""

from collections.abc import Sequence

from maps.place import Place


def holds(ring: Sequence[Place], place: Place) -> bool:
    """Crossings of a ray to the east: odd is inside."""
    inside = False
    for one, other in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        if (one.lat_deg > place.lat_deg) != (other.lat_deg > place.lat_deg):
            share = (place.lat_deg - one.lat_deg) / (other.lat_deg - one.lat_deg)
            inside ^= place.lon_deg < one.lon_deg + share * (other.lon_deg - one.lon_deg)
    return inside
