"""The age from which somebody may agree to the use of their own data, by country; pure.

Below it a parent or guardian has to agree. Laws change: the table says for each country which law it follows and
since when that holds; it was put together in November 2026 and is no legal advice. Where no law names an age, and
for every country that is not in it, the European default of 16 holds. The ages of the member states were compared with
the European Commission's list of 2020 (SWD(2020) 115, p. 17); Denmark and Slovenia made their laws later.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DEFAULT_AGE = 16
ADULT = 18
OLDEST = 120
ELSEWHERE = "ZZ"  # the code that ISO 3166 leaves free and CLDR reads as "unknown region"

_BAND = re.compile(r"under-(?P<below>\d{1,2})|(?P<least>\d{1,2})(?:-(?P<most>\d{1,2})|(?P<open>\+))?", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """From which age somebody decides alone, by which law, since when."""

    age: int
    source: str
    since: str  # ISO date on which this age began to hold


_GDPR = "GDPR (EU) 2016/679 Art. 8"
_BEGIN = "2018-05-25"

RULES: dict[str, Rule] = {
    # European Union
    "AT": Rule(14, f"{_GDPR}; Datenschutzgesetz § 4(4)", _BEGIN),
    "BE": Rule(13, f"{_GDPR}; Loi du 30 juillet 2018 Art. 7", "2018-09-05"),
    "BG": Rule(14, f"{_GDPR}; Personal Data Protection Act Art. 25c", "2019-03-02"),
    "CY": Rule(14, f"{_GDPR}; Law 125(I)/2018 s. 8", "2018-07-31"),
    "CZ": Rule(15, f"{_GDPR}; Act 110/2019 § 7", "2019-04-24"),
    "DE": Rule(16, f"{_GDPR}, no national rule", _BEGIN),
    "DK": Rule(15, f"{_GDPR}; Databeskyttelsesloven § 6(2)", "2024-01-01"),
    "EE": Rule(13, f"{_GDPR}; Isikuandmete kaitse seadus § 8", "2019-01-15"),
    "ES": Rule(14, f"{_GDPR}; Ley Orgánica 3/2018 Art. 7", "2018-12-07"),
    "FI": Rule(13, f"{_GDPR}; Tietosuojalaki 1050/2018 § 5", "2019-01-01"),
    "FR": Rule(15, f"{_GDPR}; Loi 78-17 Art. 45", "2018-06-22"),
    "GR": Rule(15, f"{_GDPR}; Law 4624/2019 Art. 21", "2019-08-29"),
    "HR": Rule(16, f"{_GDPR}; Zakon o provedbi Opće uredbe Art. 19", _BEGIN),
    "HU": Rule(16, f"{_GDPR}, no national rule", _BEGIN),
    "IE": Rule(16, f"{_GDPR}; Data Protection Act 2018 s. 31", _BEGIN),
    "IT": Rule(14, f"{_GDPR}; D.Lgs. 196/2003 Art. 2-quinquies", "2018-09-19"),
    "LT": Rule(14, f"{_GDPR}; Law I-1374 Art. 6", "2018-07-16"),
    "LU": Rule(16, f"{_GDPR}, no national rule", _BEGIN),
    "LV": Rule(13, f"{_GDPR}; Fizisko personu datu apstrādes likums s. 33", "2018-07-05"),
    "MT": Rule(13, f"{_GDPR}; Subsidiary Legislation 586.11", "2018-12-04"),
    "NL": Rule(16, f"{_GDPR}; Uitvoeringswet AVG Art. 5", _BEGIN),
    "PL": Rule(16, f"{_GDPR}, no national rule", _BEGIN),
    "PT": Rule(13, f"{_GDPR}; Lei 58/2019 Art. 16", "2019-08-09"),
    "RO": Rule(16, f"{_GDPR}, no national rule", _BEGIN),
    "SE": Rule(13, f"{_GDPR}; Lag 2018:218 ch. 2 § 4", _BEGIN),
    "SI": Rule(15, f"{_GDPR}; ZVOP-2 Art. 8", "2023-01-26"),
    "SK": Rule(16, f"{_GDPR}; Act 18/2018 § 15", _BEGIN),
    # European Economic Area
    "IS": Rule(13, f"{_GDPR}; Lög 90/2018 Art. 10", "2018-07-15"),
    "LI": Rule(16, f"{_GDPR}, no national rule", "2018-07-20"),
    "NO": Rule(13, f"{_GDPR}; Personopplysningsloven § 5", "2018-07-20"),
    # Elsewhere. Where an authority's guidance stands in for a law, it says so.
    "AU": Rule(15, "Office of the Australian Information Commissioner, guidance on capacity to consent", "2014-03-12"),
    "BR": Rule(12, "LGPD 13.709/2018 Art. 14", "2020-09-18"),
    "CA": Rule(14, "Quebec Act P-39.1 s. 4.1, the strictest province; federal guidance says 13", "2023-09-22"),
    "CH": Rule(DEFAULT_AGE, "no age in the Federal Act on Data Protection; our default", "2023-09-01"),
    "CN": Rule(14, "Personal Information Protection Law Art. 31", "2021-11-01"),
    "GB": Rule(13, "UK GDPR Art. 8; Data Protection Act 2018 s. 9", _BEGIN),
    "IN": Rule(18, "Digital Personal Data Protection Act 2023 s. 9", "2023-08-11"),
    "JP": Rule(16, "Personal Information Protection Commission, guidance: up to 15 a guardian", "2017-05-30"),
    "KR": Rule(14, "Personal Information Protection Act Art. 22-2", "2023-09-15"),
    "NZ": Rule(DEFAULT_AGE, "no age in the Privacy Act 2020; our default", "2020-12-01"),
    "SG": Rule(13, "Personal Data Protection Commission, advisory guidelines", "2013-09-24"),
    "US": Rule(13, "COPPA, 15 U.S.C. 6501", "2000-04-21"),
    "ZA": Rule(18, "Protection of Personal Information Act 4 of 2013 s. 34", "2020-07-01"),
}
COUNTRIES = tuple(sorted(RULES))


@dataclass(frozen=True)
class Band:
    """An age as rough as it is asked: from `least` to `most` years, both included."""

    least: int
    most: int

    @property
    def key(self) -> str:
        """How it is sent and kept: `under-13`, `13`, `16-17`, `18+`."""
        if self.most >= OLDEST:
            return f"{self.least}+"
        if self.least == 0:
            return f"under-{self.most + 1}"
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"

    @classmethod
    def parse(cls, key: str) -> "Band":
        """Read a band as it is sent. Raises ValidationError."""
        found = _BAND.fullmatch(key)
        if found is None:
            raise ValidationError(_("Please choose one of the ages in the list."), code="age_band")
        if found["below"] is not None:
            least, most = 0, int(found["below"]) - 1
        else:
            least = int(found["least"])
            most = OLDEST if found["open"] else int(found["most"] or least)
        if most < least:
            raise ValidationError(_("Please choose one of the ages in the list."), code="age_band")
        return cls(least, most)


def rule(country: str) -> Rule:
    """Return the rule of a country, the default where the table has none."""
    return RULES.get(country) or Rule(DEFAULT_AGE, "our default for countries that are not in the table", _BEGIN)


def clean_country(code: str) -> str:
    """Return the code of a country, two capital letters. Raises ValidationError."""
    country = code.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", country, re.ASCII):
        raise ValidationError(_("Please choose a country from the list."), code="country")
    return country


def bands(*, minimum: int) -> tuple[Band, ...]:
    """Return bands cut so that each country's age and the campaign's minimum can be decided, and no finer."""
    known = {each.age for each in RULES.values()} | {DEFAULT_AGE, ADULT}
    cuts = sorted({cut for cut in known | {minimum} if cut >= max(minimum, 1)})
    edges = [0, *cuts]
    return tuple(Band(least, most - 1) for least, most in zip(edges, [*cuts, OLDEST + 1], strict=True))


def too_young(band: Band, *, minimum: int) -> bool:
    """Whether the youngest in the band may not take part; a band too wide to decide counts as its youngest."""
    return band.least < minimum


def too_young_sentence(minimum: int) -> str:
    """Say kindly that one has to be older; told where the age is asked, and again by whoever refuses."""
    sentence = _(
        "Thank you for wanting to take part! This campaign is for people of %(age)d and older, so we cannot "
        "take it this time."
    )
    return sentence % {"age": minimum}


def needs_guardian(band: Band, country: str) -> bool:
    """Whether somebody in the band may be too young to decide alone in this country."""
    return band.least < rule(country).age
