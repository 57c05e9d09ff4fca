"""The terms a campaign starts with, in English and German: plain, short, and without a promise we do not keep.

They are a beginning for a brand's own lawyer, not legal advice. `{brand}` is replaced by the brand's name.
"""

from dataclasses import dataclass

_ENGLISH = """\
1. What this is about
{brand} invites you to send in photos and videos. These terms say what you allow, and what you do not. They hold \
for what you send in with this form. Your work stays yours: you keep the copyright.

2. What you allow
You allow {brand} to use your work in the places you ticked, free of charge, in all countries and until you take it \
back, unless a choice says something else. You allow nothing that you did not tick. {brand} may make the smaller \
copies and other file formats that showing your work needs. {brand} may not pass your work on to others for their \
own purposes, and may not use it to train artificial intelligence unless you ticked exactly that.

3. Your name
Where it is possible, {brand} names you as the author with the name you gave. If you gave none, your work appears \
without a name.

4. What you tell us
You took the photo or video yourself, or the author allowed you to send it in. People who can be recognised know \
about it and agree. For a child, a parent or guardian has agreed. If there is music in it, you may use that music. \
If you are not sure, say so in the form: then we show your work on our own pages only.

5. Changing your mind
You can take everything back at any time, without a reason, on your own page: the link is on your receipt. {brand} \
stops showing your work within a minute where {brand} shows it itself, and asks those who received it to remove it. \
Printed copies that exist already need not be destroyed.

6. Choosing
{brand} decides what is shown and need not show anything. {brand} tells you when your work is accepted or not, and why.

7. Your data
{brand} keeps your name and e-mail address only for this, apart from your work, and erases them when you ask. Place \
and camera details inside your files are removed before anybody sees them. That you gave or took back a permission is \
kept as proof, without your name.
"""

_GERMAN = """\
1. Worum es geht
{brand} lädt dich ein, Fotos und Videos einzusenden. Diese Bedingungen sagen, was du erlaubst und was nicht. Sie \
gelten für das, was du mit diesem Formular einsendest. Dein Werk bleibt deins: Du behältst das Urheberrecht.

2. Was du erlaubst
Du erlaubst {brand}, dein Werk dort zu nutzen, wo du ein Häkchen gesetzt hast: unentgeltlich, in allen Ländern und \
bis du es zurücknimmst, außer eine Auswahl sagt etwas anderes. Was du nicht angekreuzt hast, erlaubst du nicht. \
{brand} darf die kleineren Fassungen und anderen Dateiformate herstellen, die zum Zeigen nötig sind. {brand} darf \
dein Werk nicht an andere für deren eigene Zwecke weitergeben und nicht zum Trainieren künstlicher Intelligenz \
verwenden, außer du hast genau das angekreuzt.

3. Dein Name
Wo es möglich ist, nennt {brand} dich mit dem Namen, den du angegeben hast. Ohne Angabe erscheint dein Werk ohne Namen.

4. Was du uns sagst
Du hast das Foto oder Video selbst aufgenommen oder darfst es mit Erlaubnis der Urheberin oder des Urhebers einsenden. \
Erkennbare Personen wissen davon und sind einverstanden, für ein Kind die Eltern. Ist Musik zu hören, darfst du sie \
verwenden. Bist du nicht sicher, dann sag es im Formular: Wir zeigen dein Werk dann nur auf unseren eigenen Seiten.

5. Wenn du es dir anders überlegst
Du kannst alles jederzeit und ohne Grund auf deiner eigenen Seite zurücknehmen; der Link steht auf deiner Quittung. \
{brand} zeigt dein Werk dann innerhalb einer Minute nicht mehr, wo {brand} es selbst zeigt, und bittet alle, die es \
erhalten haben, es zu entfernen. Was schon gedruckt ist, muss nicht vernichtet werden.

6. Auswahl
{brand} entscheidet, was gezeigt wird, und muss nichts zeigen. {brand} sagt dir, ob dein Werk angenommen ist, und warum.

7. Deine Daten
{brand} bewahrt Namen und E-Mail-Adresse nur hierfür auf, getrennt von deinem Werk, und löscht sie, wenn du es \
verlangst. Orts- und Kameraangaben in deinen Dateien werden entfernt, bevor jemand sie sieht. Dass du etwas erlaubt \
oder zurückgenommen hast, bleibt als Nachweis erhalten, ohne deinen Namen.
"""

_SUMMARIES = {
    "en": (
        "Your work stays yours.",
        "We use it only where you ticked, free of charge.",
        "We name you where we can.",
        "You can take it back at any time, without a reason.",
        "Place and camera details are removed from your files.",
    ),
    "de": (
        "Dein Werk bleibt deins.",
        "Wir nutzen es nur dort, wo du ein Häkchen gesetzt hast, und unentgeltlich.",
        "Wir nennen dich, wo es geht.",
        "Du kannst es jederzeit ohne Grund zurücknehmen.",
        "Orts- und Kameraangaben werden aus deinen Dateien entfernt.",
    ),
}
_TEXTS = {"en": _ENGLISH, "de": _GERMAN}
LOCALES = tuple(_TEXTS)


@dataclass(frozen=True)
class DefaultTerms:
    """A text and its summary in one language."""

    locale: str
    text: str
    summary: tuple[str, ...]


def in_language(locale: str, *, brand_name: str) -> DefaultTerms:
    """Return the default terms in this language, or in English where there are none."""
    language = locale.lower().replace("_", "-").split("-")[0]
    known = language if language in _TEXTS else "en"
    return DefaultTerms(
        known, _TEXTS[known].replace("{brand}", " ".join(brand_name.split())).strip(), _SUMMARIES[known]
    )
