"""A poster as SVG, for whoever wants to go on with it: letters as outlines where they are ours, else as text."""

from xml.sax.saxutils import escape, quoteattr

from portals.marketers.posters.sheet import Box, Line, Sheet


def draw(sheet: Sheet, *, title: str, language: str) -> str:
    """The file."""
    width, height = sheet.size
    parts = "\n".join(_box(part) if isinstance(part, Box) else _line(part) for part in sheet.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm"'
        f' viewBox="0 0 {width:g} {height:g}" lang={quoteattr(language)} role="img">\n'
        f"<title>{escape(title)}</title>\n{parts}\n</svg>\n"
    )


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
