"""Brings pixels upright and into plain 8-bit sRGB, at the size of the top rung and only there."""

from typing import Any

import pyvips

# Colour spaces by the profile's own header field, and the band counts they fit.
ICC_SPACES = {b"RGB ": (3, 4), b"GRAY": (1, 2), b"CMYK": (4, 5)}


def upright(image: Any, orientation: int) -> Any:
    """Apply an EXIF orientation; anything but 2 to 8 changes nothing."""
    if orientation in (2, 4, 5, 7):
        image = image.fliphor()
    turn = {3: "d180", 4: "d180", 5: "d270", 6: "d90", 7: "d90", 8: "d270"}.get(orientation)
    return image.rot(turn) if turn else image


def to_srgb(image: Any, icc: bytes, warnings: list[str]) -> Any:
    """Convert to 8-bit sRGB with three bands, or four where transparency matters."""
    cmyk = image.interpretation == "cmyk"
    if usable(icc, image.bands) and not is_srgb(icc):
        image = _through_profile(image, icc, warnings)
    elif icc and not usable(icc, image.bands):
        warnings.append("colour profile ignored: it does not fit or is damaged")
    if cmyk and image.interpretation == "cmyk":
        image = image.icc_transform("srgb", input_profile="cmyk", embedded=False, depth=8)
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
