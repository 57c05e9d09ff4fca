"""What a visitor reads on a page: its texts and spoken labels, without what is marked as another language."""

import html.parser

SPOKEN = {"alt", "aria-label", "content", "placeholder", "title"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"script", "style", "code"}


class Reader(html.parser.HTMLParser):
    """Collects texts; an element with a `lang` of its own speaks for itself."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = self._foreign or (tag != "html" and "lang" in given) or tag in SILENT
        if not foreign:
            self.texts |= {value for name, value in attrs if value and (name in SPOKEN or name.startswith("data-"))}
        if tag not in VOID:
            self._open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._foreign:
            self.texts.add(" ".join(data.split()))

    @property
    def _foreign(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def texts(content: str) -> set[str]:
    """Every text of a page that is its own."""
    reader = Reader()
    reader.feed(content)
    return {text for text in reader.texts if text}
