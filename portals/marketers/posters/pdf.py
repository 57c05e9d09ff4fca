"""A poster as PDF, for a print shop: with bleed, its trim marked in the file, and letters that stay text."""

import io
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from PIL import Image

from portals import accent
from portals.marketers.posters.sheet import BLEED, Box, Line, Picture, Sheet

POINTS = 72 / 25.4


def draw(sheet: Sheet, *, title: str, author: str, language: str, at: datetime) -> bytes:
    """The file."""
    pdf = FPDF(unit="mm", format=sheet.size)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_title(title)
    pdf.set_author(author)
    pdf.set_creator("Fanfare")
    pdf.set_lang(language)
    pdf.set_creation_date(at)
    pdf.add_page()
    _mark_the_trim(pdf, sheet)
    families: dict[Path, str] = {}
    for part in sheet.parts:
        if isinstance(part, Box):
            pdf.set_fill_color(*_rgb(part.colour))
            pdf.rect(part.x, part.y, part.width, part.height, style="F")
        elif isinstance(part, Picture):
            pdf.image(_opened(part.png), part.x, part.y, part.width, part.height, alt_text=part.said)
        elif part.own:
            _write(pdf, part, families)
    return bytes(pdf.output())


def _opened(png: bytes) -> Image.Image:
    """Our own rendition, and nothing else that Pillow could open."""
    return Image.open(io.BytesIO(png), formats=["PNG"])


def _write(pdf: FPDF, line: Line, families: dict[Path, str]) -> None:
    pdf.set_text_color(*_rgb(line.colour))
    x = line.x
    for run in line.face.runs(line.text):
        if run.file is None:
            bold = line.face.core.endswith("B")
            pdf.set_font("Helvetica", "B" if bold else "", line.size * POINTS)
        else:
            if run.file not in families:
                families[run.file] = f"poster{len(families)}"
                pdf.add_font(families[run.file], fname=run.file)
            pdf.set_font(families[run.file], "", line.size * POINTS)
        pdf.text(x, line.y, run.text)
        x += line.face.width(run.text, line.size)


def _mark_the_trim(pdf: FPDF, sheet: Sheet) -> None:
    """Print shops read from these boxes where to cut; fpdf2 writes what a page carries, but has no word for them."""
    width, height = sheet.size
    page = pdf.pages[1]
    corners = (BLEED, BLEED, width - BLEED, height - BLEED)
    page.trim_box = "[" + " ".join(f"{corner * POINTS:.2f}" for corner in corners) + "]"  # type: ignore[attr-defined]
    page.bleed_box = f"[0 0 {width * POINTS:.2f} {height * POINTS:.2f}]"  # type: ignore[attr-defined]


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (round(channel * 255) for channel in accent.parse_hex(colour))
    return red, green, blue
