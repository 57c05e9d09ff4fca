"""The terms a campaign starts with, in four languages: plain, short, and without a promise we do not keep.

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

_FRENCH = """\
1. De quoi il s’agit
{brand} t’invite à envoyer des photos et des vidéos. Ces conditions disent ce que tu autorises et ce que tu \
n’autorises pas. Elles valent pour ce que tu envoies avec ce formulaire. Ton travail reste à toi : tu gardes tes \
droits d’auteur.

2. Ce que tu autorises
Tu autorises {brand} à utiliser ton travail dans les endroits que tu as cochés, gratuitement, dans tous les pays et \
jusqu’à ce que tu le reprennes, sauf si un choix dit autre chose. Tu n’autorises rien que tu n’as pas coché. {brand} \
peut faire les copies plus petites et les autres formats de fichier nécessaires pour montrer ton travail. {brand} ne \
peut pas transmettre ton travail à d’autres pour leurs propres besoins, ni l’utiliser pour entraîner une intelligence \
artificielle, sauf si tu as coché exactement cela.

3. Ton nom
Là où c’est possible, {brand} te cite avec le nom que tu as donné. Si tu n’en as pas donné, ton travail apparaît sans \
nom.

4. Ce que tu nous dis
Tu as pris la photo ou la vidéo toi-même, ou la personne qui l’a faite t’a permis de l’envoyer. Les personnes qu’on \
peut reconnaître le savent et sont d’accord. Pour un enfant, un parent ou un responsable légal est d’accord. S’il y a \
de la musique, tu as le droit de l’utiliser. Si tu as un doute, dis-le dans le formulaire : nous montrons \
alors ton travail uniquement sur nos propres pages.

5. Si tu changes d’avis
Tu peux tout reprendre à tout moment, sans raison, sur ta propre page : le lien est sur ton reçu. {brand} cesse en \
moins d’une minute de montrer ton travail là où {brand} le montre directement, et demande à ceux qui l’ont reçu de le \
retirer. Les copies déjà imprimées n’ont pas à être détruites.

6. Le choix
{brand} décide de ce qui est montré et n’est pas obligé de montrer quoi que ce soit. {brand} te dit si ton travail est \
accepté ou non, et pourquoi.

7. Tes données
{brand} garde ton nom et ton adresse e-mail uniquement pour cela, à part de ton travail, et les efface quand tu le \
demandes. Les indications de lieu et d’appareil dans tes fichiers sont retirées avant que quiconque les voie. Le fait \
que tu aies donné ou repris une autorisation est gardé comme preuve, sans ton nom.
"""

_SPANISH = """\
1. De qué se trata
{brand} te invita a enviar fotos y vídeos. Estas condiciones dicen qué permites y qué no. Valen para lo que envías con \
este formulario. Tu obra sigue siendo tuya: conservas los derechos de autor.

2. Qué permites
Permites que {brand} use tu obra en los lugares que marcaste, gratis, en todos los países y hasta que la retires, \
salvo que una opción diga otra cosa. No permites nada que no hayas marcado. {brand} puede hacer las copias más \
pequeñas y los otros formatos de archivo que hacen falta para mostrar tu obra. {brand} no puede entregar tu obra a \
otros para sus propios fines, ni usarla para entrenar inteligencia artificial, salvo que hayas marcado exactamente eso.

3. Tu nombre
Donde sea posible, {brand} te cita con el nombre que diste. Si no diste ninguno, tu obra aparece sin nombre.

4. Qué nos dices
Hiciste la foto o el vídeo tú, o quien lo hizo te permitió enviarlo. Las personas que se pueden reconocer lo saben y \
están de acuerdo. Si aparece un menor, su madre, padre o tutor legal está de acuerdo. Si hay música, puedes usarla. Si \
no lo sabes con seguridad, dilo en el formulario: entonces mostramos tu obra solo en nuestras propias páginas.

5. Si cambias de idea
Puedes retirarlo todo cuando quieras, sin dar motivos, en tu propia página: el enlace está en tu comprobante. {brand} \
deja de mostrar tu obra en menos de un minuto donde {brand} la muestra directamente, y pide a quienes la recibieron \
que la quiten. Las copias ya impresas no tienen que destruirse.

6. La elección
{brand} decide qué se muestra y no está obligada a mostrar nada. {brand} te dice si tu obra se acepta o no, y por qué.

7. Tus datos
{brand} guarda tu nombre y tu correo electrónico solo para esto, aparte de tu obra, y los borra cuando lo pides. Los \
datos de lugar y de cámara que hay en tus archivos se quitan antes de que nadie los vea. Que diste o retiraste un \
permiso se conserva como prueba, sin tu nombre.
"""

_SUMMARIES = {
    "en": (
        "Your work stays yours.",
        "We use it only where you ticked, free of charge.",
        "You can take it back at any time, without a reason.",
    ),
    "de": (
        "Dein Werk bleibt deins.",
        "Wir nutzen es nur dort, wo du ein Häkchen gesetzt hast, und unentgeltlich.",
        "Du kannst es jederzeit ohne Grund zurücknehmen.",
    ),
    "fr": (
        "Ton travail reste à toi.",
        "Nous l’utilisons uniquement là où tu as coché, gratuitement.",
        "Tu peux le reprendre à tout moment, sans raison.",
    ),
    "es": (
        "Tu obra sigue siendo tuya.",
        "La usamos solo donde marcaste, y gratis.",
        "Puedes retirarla cuando quieras, sin dar motivos.",
    ),
}
_TEXTS = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
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
