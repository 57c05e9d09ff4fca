"""A poster as SVG, for whoever wants to go on with it: letters as outlines where they are ours, else as text."""

from base64 import b64encode
from xml.sax.saxutils import escape, quoteattr

from portals.marketers.posters.sheet import Box, Line, Part, Picture, Sheet


def draw(sheet: Sheet, *, title: str, language: str) -> str:
    """The file."""
    width, height = sheet.size
    parts = "\n".join(_part(part) for part in sheet.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm"'
        f' viewBox="0 0 {width:g} {height:g}" lang={quoteattr(language)} role="img">\n'
        f"<title>{escape(title)}</title>\n{parts}\n</svg>\n"
    )


def _part(part: Part) -> str:
    if isinstance(part, Box):
        return _box(part)
    return _picture(part) if isinstance(part, Picture) else _line(part)


def _picture(picture: Picture) -> str:
    """Inside the file, so that it is whole wherever it is opened."""
    place = f'x="{picture.x:.3f}" y="{picture.y:.3f}" width="{picture.width:.3f}" height="{picture.height:.3f}"'
    data = b64encode(picture.png).decode()
    return f'<image {place} aria-label={quoteattr(picture.said)} href="data:image/png;base64,{data}"/>'


def _box(box: Box) -> str:
    place = f'x="{box.x:.3f}" y="{box.y:.3f}" width="{box.width:.3f}" height="{box.height:.3f}"'
    return f'<rect {place} fill="{box.colour}" shape-rendering="crispEdges"/>'


def _line(line: Line) -> str:
    path = line.face.outline(line.text, size=line.size, x=line.x, y=line.y) if line.own else ""
    if path:
        return f'<path fill="{line.colour}" aria-label={quoteattr(line.text)} d="{path}"/>'
    weight = "700" if line.face.core.endswith("B") else "500"
    look = f'font-family="Helvetica, Arial, sans-serif" font-weight="{weight}" font-size="{line.size:.3f}"'
    return f'<text x="{line.x:.3f}" y="{line.y:.3f}" fill="{line.colour}" {look}>{escape(line.text)}</text>'
