"""The catalogues of the public pages: which sentences they hold, how they follow the code, how they are compiled.

Babel does all of it, without gettext's programs. Only development has Babel: the compiled catalogues are kept in the
repository, so that starting the platform needs no tool and no step that can be forgotten.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

import mediakit

# What a fan can read. The members' rooms are not in here: they speak English, see `portals.languages`.
PUBLIC = (
    "portals/fans/**/*.py",
    "portals/fans/**/*.html",
    "portals/templates/*.html",
    "portals/templates/account/*.html",
    "portals/templates/account/email/*.txt",
    "portals/templates/allauth/**/*.html",
    "portals/templates/components/*.html",
    "portals/templates/mfa/**/*.html",
    "portals/api/fields.py",
    "portals/api/problems.py",
    "portals/api/views/uploads.py",
    "portals/bodies.py",
    "portals/countries.py",
    "portals/documents.py",
    "portals/marketers/posters/wording.py",
    "portals/quotas.py",
    "portals/states.py",
    "portals/uploads.py",
    "portals/words.py",
    "campaigns/queries.py",
    "conversations/emails/composing.py",
    "conversations/emails/examples.py",
    "accounts/mail_addresses.py",
    "core/times.py",
    "conversations/emails/kinds.py",
    "conversations/emails/services.py",
    "conversations/services.py",
    "conversations/templates/emails/*",
    "conversations/validators.py",
    "galleries/queries/visible.py",
    "moderation/services/*.py",
    "moderation/validators.py",
    "privacy/services/wording.py",
    "privacy/templates/**/*.html",
    "rights/ages.py",
    "rights/scopes.py",
    "rights/validators.py",
    "rights/wording.py",
    "submissions/failures.py",
    "submissions/finding/*.py",
    "submissions/intake/*.py",
    "submissions/refusals.py",
    "submissions/releases/services.py",
    "submissions/releases/validators.py",
    "submissions/releases/wording.py",
    "submissions/services/editing.py",
    "submissions/uploads/**/*.py",
    "submissions/validators.py",
)
MEMBERS_ONLY = (
    "portals/templates/workspace.html",
    "portals/templates/review.html",
    "portals/templates/components/brand_switch.html",
    "portals/templates/components/chart_bars.html",
    "portals/templates/components/chart_columns.html",
    "portals/templates/components/chart_funnel.html",
    "portals/templates/components/chart_table.html",
    "portals/templates/components/pager.html",
)
TEMPLATES = (".html", ".txt")
KEYWORDS = {
    **dict.fromkeys(("_", "lazy", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Dates in catalogues say nothing that git does not say, and would change files that did not change.
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
NOISE = (
    '"Project-Id-Version:',
    '"Report-Msgid-Bugs-To:',
    '"POT-Creation-Date:',
    '"PO-Revision-Date:',
    '"Last-Translator:',
    '"Language-Team:',
    '"Generated-By:',
)


def template(root: Path) -> Catalog:
    """Every sentence of the public pages, with the files that say it."""
    catalog = Catalog(project="Fanfare", creation_date=NO_DATE, revision_date=NO_DATE, fuzzy=False)
    for path in _sources(root):
        name = str(path.relative_to(root))
        for line, message, comments, context in extract("python", io.BytesIO(_code(path)), keywords=KEYWORDS):
            catalog.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    for sentence in mediakit.CODES.values():  # mediakit knows no gettext; `submissions.failures` translates
        catalog.add(sentence, locations=[("mediakit/errors.py", 0)])
    return catalog


def read(path: Path) -> Catalog:
    """A language's catalogue as it stands in the repository."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def follow(path: Path, sentences: Catalog) -> Catalog:
    """Bring a language's catalogue up to date: new sentences come in empty, those nobody says any more go."""
    catalog = read(path) if path.exists() else Catalog(locale=path.parts[-3])
    catalog.update(sentences, no_fuzzy_matching=True)
    catalog.header_comment, catalog.fuzzy = "# Fanfare's public pages.", False
    written = io.BytesIO()
    write_po(written, catalog, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [line for line in written.getvalue().decode().splitlines() if not line.startswith(NOISE)]
    path.write_text("\n".join(kept).rstrip() + "\n")
    return catalog


def compiled(path: Path) -> bytes:
    """What stands in the .mo beside this .po: the same bytes for the same sentences."""
    catalog = read(path)
    catalog.creation_date = catalog.revision_date = NO_DATE
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def path_of(root: Path, language: str) -> Path:
    """Where a language's catalogue is kept."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def untranslated(catalog: Catalog) -> list[str]:
    """The sentences that have no words in this language yet."""
    return [str(message.id) for message in catalog if message.id and not _whole(message.string)]


def _whole(words: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(words) if isinstance(words, list | tuple) else bool(words)


def _sources(root: Path) -> Iterator[Path]:
    found = {path for pattern in PUBLIC for path in root.glob(pattern)}
    yield from sorted(found - {root / name for name in MEMBERS_ONLY})


def _code(path: Path) -> bytes:
    """Python as it is; of a template only the sentences, as calls with nothing but placeholders around them."""
    text = path.read_text()
    if path.suffix in TEMPLATES:
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    return text.encode()
