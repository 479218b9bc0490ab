"""The look of a raster as one of QGIS's raster renderers, and back."""

from xml.etree.ElementTree import Element, SubElement

from maps.cartography.inks import RAMPS
from maps.qml.markup import number, text, within
from maps.qml.ramps import NoQgisEquivalentError, put_ramp, ramp_of
from maps.symbology import AsItIs, Bands, OneBand, Ramp, Stretch, Symbology

_STRETCHES = {Stretch.NONE: "NoEnhancement", Stretch.FIXED: "StretchToMinimumMaximum"}
_LIMITS = {Stretch.CUT: "CumulativeCut", Stretch.WHOLE: "MinMax", Stretch.FIXED: "None", Stretch.NONE: "None"}


def put_raster(pipe: Element, look: Bands | OneBand | AsItIs) -> None:
    if isinstance(look, OneBand):
        _put_one_band(pipe, look)
    else:
        bands = look if isinstance(look, Bands) else Bands()
        element = SubElement(
            pipe,
            "rasterrenderer",
            type="multibandcolor",
            redBand=str(bands.red),
            greenBand=str(bands.green),
            blueBand=str(bands.blue),
            opacity="1",
            alphaBand="-1",
        )
        _put_limits(element, bands.stretch)
        for name in ("red", "green", "blue"):
            contrast = SubElement(element, f"{name}ContrastEnhancement")
            SubElement(contrast, "minValue").text = text(bands.low)
            SubElement(contrast, "maxValue").text = text(bands.high)
            algorithm = _STRETCHES.get(bands.stretch, "StretchToMinimumMaximum")
            SubElement(contrast, "algorithm").text = algorithm
    SubElement(pipe, "brightnesscontrast", brightness="0", contrast="0", gamma="1")
    saturation = round((look.saturation - 1.0) * 100) if isinstance(look, AsItIs) else 0
    SubElement(
        pipe, "huesaturation", saturation=str(saturation), grayscaleMode="0", colorizeOn="0", colorizeStrength="100"
    )


def _put_limits(element: Element, stretch: Stretch) -> None:
    origin = SubElement(element, "minMaxOrigin")
    SubElement(origin, "limits").text = _LIMITS[stretch]
    SubElement(origin, "extent").text = "WholeRaster"
    SubElement(origin, "statAccuracy").text = "Estimated"
    SubElement(origin, "cumulativeCutLower").text = "0.02"
    SubElement(origin, "cumulativeCutUpper").text = "0.98"


def _put_one_band(pipe: Element, look: OneBand) -> None:
    element = SubElement(
        pipe, "rasterrenderer", type="singlebandpseudocolor", band=str(look.band), opacity="1", alphaBand="-1"
    )
    element.attrib |= {"classificationMin": text(look.low), "classificationMax": text(look.high)}
    _put_limits(element, look.stretch)
    shader = SubElement(SubElement(element, "rastershader"), "colorrampshader", colorRampType="INTERPOLATED", clip="0")
    shader.attrib |= {"minimumValue": text(look.low), "maximumValue": text(look.high), "classificationMode": "1"}
    put_ramp(shader, look.ramp)
    colours = RAMPS[look.ramp]
    for at, colour in enumerate(colours):
        value = look.low + (look.high - look.low) * at / (len(colours) - 1)
        SubElement(shader, "item", alpha="255", color=colour.lower(), value=text(value), label=text(value))


def raster_look(root: Element, element: Element) -> Symbology:
    type_ = element.get("type", "")
    stretch = _stretch(element)
    if type_ == "singlebandpseudocolor":
        low, high = number(element.get("classificationMin"), 0.0), number(element.get("classificationMax"), 1.0)
        ramp = ramp_of(element.find("rastershader/colorrampshader"))
        return OneBand(_band(element, "band"), ramp, stretch, low, high)
    if type_ == "singlebandgray":
        return OneBand(_band(element, "grayBand"), Ramp.GREYS, stretch)
    if type_ != "multibandcolor":
        raise NoQgisEquivalentError(type_)
    saturation = root.find("pipe/huesaturation")
    grey = number(saturation.get("saturation") if saturation is not None else None, 0.0)
    if grey < 0:
        return AsItIs(within(1.0 + grey / 100.0, 0.0, 1.0))
    low = number(element.findtext("redContrastEnhancement/minValue"), 0.0)
    high = number(element.findtext("redContrastEnhancement/maxValue"), 255.0)
    return Bands(_band(element, "redBand"), _band(element, "greenBand"), _band(element, "blueBand"), stretch, low, high)


def _band(element: Element, name: str) -> int:
    return int(within(number(element.get(name), 1.0), 1, 65535))


def _stretch(element: Element) -> Stretch:
    limits = element.findtext("minMaxOrigin/limits", "None")
    named = next((stretch for stretch, name in _LIMITS.items() if name == limits and name != "None"), None)
    if named is not None:
        return named
    algorithm = element.findtext("redContrastEnhancement/algorithm", "")
    return Stretch.NONE if algorithm == "NoEnhancement" else Stretch.FIXED
