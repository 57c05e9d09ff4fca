"""Brings pixels upright and into plain 8-bit sRGB, at the size of the top rung and only there."""

from typing import Any

import numpy as np
import pyvips

from mediakit import profiles, tonemap
from mediakit.headers.coded import BT2020, HLG, Coded

# Colour spaces by the profile's own header field, and the band counts they fit.
STRETCH = 1 << 18
ICC_SPACES = {b"RGB ": (3, 4), b"GRAY": (1, 2), b"CMYK": (4, 5)}


def upright(image: Any, orientation: int) -> Any:
    """Apply an EXIF orientation; anything but 2 to 8 changes nothing."""
    if orientation in (2, 4, 5, 7):
        image = image.fliphor()
    turn = {3: "d180", 4: "d180", 5: "d270", 6: "d90", 7: "d90", 8: "d270"}.get(orientation)
    return image.rot(turn) if turn else image


def to_srgb(image: Any, icc: bytes, warnings: list[str], coded: Coded | None = None) -> Any:
    """Convert to 8-bit sRGB with three bands, or four where transparency matters. A profile counts before numbers."""
    if coded is not None and not usable(icc, image.bands):
        if coded.transfer:
            return _tone_mapped(image, coded)
        icc = profiles.made(coded, image.bands)
    if usable(icc, image.bands) and not is_srgb(icc):
        image = _through_profile(image, icc, warnings)
    elif icc and not usable(icc, image.bands):
        warnings.append("colour profile ignored: it does not fit or is damaged")
    if image.interpretation == "cmyk":
        image = _printed(image)
    if image.interpretation != "srgb" or image.format != "uchar" or image.bands < 3:
        image = image.colourspace("srgb").cast("uchar")
    return image[0:4] if image.bands > 4 else image


def _through_profile(image: Any, icc: bytes, warnings: list[str]) -> Any:
    tagged = image.copy()
    tagged.set_type(pyvips.GValue.blob_type, "icc-profile-data", icc)
    try:
        return tagged.icc_transform("srgb", embedded=True, intent="perceptual", depth=8).copy_memory()
    except pyvips.Error:
        warnings.append("colour profile ignored: it is damaged")
        return image


def _printed(image: Any) -> Any:
    """CMYK of no known press, as browsers show it: each ink takes its share of light, so pure black is black."""
    light = 255 - image
    return (light[0:3] * light[3] / 255).cast("uchar").copy(interpretation="srgb")


def _tone_mapped(image: Any, coded: Coded) -> Any:
    """Take PQ or HLG through the function of the videos' table, in stretches, since it holds many numbers a pixel."""
    pixels = image.numpy().reshape(image.height, image.width, image.bands)
    most = 255 if pixels.dtype == np.uint8 else 65_535
    colour, alpha = (
        (pixels[..., :3], pixels[..., 3:4]) if image.bands > 2 else (pixels[..., [0, 0, 0]], pixels[..., 1:])
    )
    flat, mapped = colour.reshape(-1, 3), np.empty((colour.shape[0] * colour.shape[1], 3), np.uint8)
    gamut = None
    if coded.primaries != BT2020:
        gamut = np.linalg.inv(profiles.to_xyz(BT2020)) @ profiles.to_xyz(coded.primaries)
    for start in range(0, len(flat), STRETCH):
        stretch = flat[start : start + STRETCH] / most
        light = tonemap.to_sdr(stretch, "hlg" if coded.transfer == HLG else "pq", gamut)
        mapped[start : start + STRETCH] = np.round(light * 255)
    seen = (alpha / (most / 255)).round().astype(np.uint8)
    whole = np.concatenate([mapped.reshape(colour.shape), seen], axis=2)
    return pyvips.Image.new_from_array(whole, interpretation="srgb")


def usable(icc: bytes, bands: int) -> bool:
    """Say whether a profile has a sound header and describes this many bands."""
    sound = len(icc) > 132 and icc[36:40] == b"acsp" and int.from_bytes(icc[:4], "big") <= len(icc)
    return sound and bands in ICC_SPACES.get(icc[16:20], ())


def is_srgb(icc: bytes) -> bool:
    """Recognise sRGB by its description, which saves the conversion of what most phones and editors write."""
    return icc[16:20] == b"RGB " and (b"sRGB" in icc[128:4096] or b"s\x00R\x00G\x00B" in icc[128:4096])


def without_empty_alpha(image: Any) -> Any:
    """Drop an alpha band that hides nothing: files become smaller and JPEG needs no background."""
    if image.bands == 4 and image[3].min() == 255:
        return image[0:3].copy_memory()
    return image
