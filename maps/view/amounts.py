"""How lengths and areas of the map are written: thousands apart by a thin space, the unit behind another."""

THIN_SPACE = "\u2009"
_HECTARE_M2, _SQUARE_KM_M2 = 10_000.0, 1_000_000.0


def grouped(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".replace(",", THIN_SPACE)


def length_words(metres: float) -> str:
    """To a decimetre up to ten kilometres, then kilometres to ten metres."""
    if metres < 10_000.0 - 0.05:
        return f"{grouped(metres, 1)} m"
    return f"{grouped(metres / 1_000.0, 2)} km"


def area_words(square_m: float) -> str:
    """Square metres up to a hectare, hectares up to a square kilometre."""
    if square_m < _HECTARE_M2 - 0.5:
        return f"{grouped(square_m, 1 if square_m < 100.0 else 0)} m²"
    if square_m < _SQUARE_KM_M2 - 50.0:
        return f"{grouped(square_m / _HECTARE_M2, 2)} ha"
    return f"{grouped(square_m / _SQUARE_KM_M2, 2)} km²"
