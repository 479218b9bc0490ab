"""Reads the XML that map services describe themselves with: hardened, without namespaces, bounded."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from maps.sources.layer_fault import LayerFaultError, one_line

LARGEST_BYTES = 32 << 20


def parsed(raw: bytes, name: str) -> Element:
    """Raises LayerFaultError html, damaged, too_large."""
    if len(raw) > LARGEST_BYTES:
        raise LayerFaultError("too_large", name)
    head = raw.lstrip()[:200].lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise LayerFaultError("html", name)
    try:
        return fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise LayerFaultError("damaged", f"{name}: {one_line(error)}") from error


def tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if tag(child) == name)


def all_of(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if tag(one) == name)


def text_of(element: Element, name: str) -> str:
    """Of the first child of that name."""
    child = next(children(element, name), None)
    return (child.text or "").strip() if child is not None else ""


def attribute(element: Element, name: str) -> str:
    """By its name without namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
