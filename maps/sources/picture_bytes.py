"""A small picture that somebody else made (a tile, a map of a WMS): checked before it is decoded."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from maps.sources.layer_fault import LayerFaultError, one_line

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LARGEST_SIDE_PX = 4096


def decoded(raw: bytes, name: str) -> NDArray[np.uint8]:
    """Rows of blue, green, red, alpha, premultiplied. Raises LayerFaultError not_an_image, html, too_large."""
    if raw.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise LayerFaultError("html", name)
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if max(picture.size) > LARGEST_SIDE_PX:
                raise LayerFaultError("too_large", f"{name}: {picture.size[0]} x {picture.size[1]}")
            rgba = np.asarray(picture.convert("RGBA"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, LayerFaultError):
            raise
        raise LayerFaultError("not_an_image", f"{name}: {_said(raw) or one_line(error)}"[:300]) from error
    alpha = rgba[..., 3:].astype(np.uint16)
    product = rgba[..., 2::-1] * alpha
    out = np.empty(rgba.shape, dtype=np.uint8)
    out[..., :3] = (product + 128 + ((product + 128) >> 8)) >> 8
    out[..., 3] = rgba[..., 3]
    return out


def _said(raw: bytes) -> str:
    """What a service said instead, without its markup."""
    if not raw.lstrip().startswith(b"<"):
        return ""
    text, inside = "", False
    for sign in raw[:2000].decode("utf-8", "replace"):
        inside = sign == "<" or (inside and sign != ">")
        text += "" if inside or sign == ">" else sign
    return " ".join(text.split())[:160]
