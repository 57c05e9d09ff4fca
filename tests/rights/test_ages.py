"""Who may decide alone: the table, the bands that are asked, and what they decide."""

from datetime import date

import pytest
from babel import Locale
from django.core.exceptions import ValidationError
from django.utils import translation

from portals import countries, words
from rights import ages
from rights.ages import Band

EUROPEAN_UNION = [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
]


def test_table_has_the_whole_european_economic_area_and_the_named_others() -> None:
    others = ["IS", "LI", "NO", "GB", "CH", "US", "CA", "AU", "NZ", "JP", "BR", "IN"]
    assert set(EUROPEAN_UNION) | set(others) <= set(ages.COUNTRIES)
    assert {code: ages.rule(code).age for code in EUROPEAN_UNION if not 13 <= ages.rule(code).age <= 16} == {}


def test_each_rule_says_its_source_and_since_when() -> None:
    for code, rule in ages.RULES.items():
        assert len(code) == 2
        assert len(rule.source) > 10
        assert date(1998, 1, 1) < date.fromisoformat(rule.since) < date(2026, 12, 31)


@pytest.mark.parametrize(
    ("minimum", "keys"),
    [
        (16, ["under-16", "16-17", "18+"]),
        (13, ["under-13", "13", "14", "15", "16-17", "18+"]),
        (0, ["under-12", "12", "13", "14", "15", "16-17", "18+"]),
        (17, ["under-17", "17", "18+"]),
        (21, ["under-21", "21+"]),
    ],
)
def test_bands_are_no_finer_than_needed(minimum: int, keys: list[str]) -> None:
    assert [band.key for band in ages.bands(minimum=minimum)] == keys


@pytest.mark.parametrize("minimum", [0, 1, 12, 13, 14, 15, 16, 17, 18, 21, 99])
def test_bands_hold_each_age_once_and_decide_everything(minimum: int) -> None:
    bands = ages.bands(minimum=minimum)
    covered = [age for band in bands for age in range(band.least, band.most + 1)]
    assert covered == list(range(ages.OLDEST + 1))
    for band in bands:
        assert (band.least >= minimum) == (band.most >= minimum)
        allowed = not ages.too_young(band, minimum=minimum)
        for rule in ages.RULES.values():
            assert not allowed or (band.least >= rule.age) == (band.most >= rule.age)


@pytest.mark.parametrize(
    ("key", "band"), [("under-13", Band(0, 12)), ("13", Band(13, 13)), ("13-15", Band(13, 15)), ("18+", Band(18, 120))]
)
def test_band_is_read_and_written_alike(key: str, band: Band) -> None:
    assert Band.parse(key) == band
    assert band.key == key


@pytest.mark.parametrize("key", ["", "young", "17-16", "under-0", "1-2-3", "-3", "18 +", "１８+"])
def test_what_is_no_band_is_refused(key: str) -> None:
    with pytest.raises(ValidationError):
        Band.parse(key)


@pytest.mark.parametrize(
    ("band", "country", "needed"),
    [
        ("15", "DE", True),
        ("15", "FR", False),
        ("16-17", "DE", False),
        ("16-17", "IN", True),
        ("18+", "IN", False),
        ("15", "", True),
        ("15", "ZZ", True),
        ("13-15", "FR", True),  # too wide to decide: the youngest counts
        ("13", "GB", False),
    ],
)
def test_guardian_is_needed_below_the_age_of_the_country(band: str, country: str, needed: bool) -> None:
    assert ages.needs_guardian(Band.parse(band), country) is needed


@pytest.mark.parametrize("code", ["", "D", "DEU", "1A", "ÄÖ", "d e"])
def test_what_is_no_country_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        ages.clean_country(code)
    assert ages.clean_country(" de ") == "DE"


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_countries_have_the_names_of_the_unicode_tables(language: str) -> None:
    known = Locale(language).territories
    with translation.override(language):
        listed = countries.choices()
    assert listed[0] == ("", "")
    assert listed[-1][0] == ages.ELSEWHERE
    assert dict(listed[1:-1]) == {code: known[code] for code in ages.COUNTRIES}


def test_countries_are_sorted_without_their_accents() -> None:
    with translation.override("de"):
        names = [name for _code, name in countries.choices()]
    assert names.index("Neuseeland") < names.index("Österreich") < names.index("Polen")


@pytest.mark.parametrize(
    ("header", "country"), [("de-AT,de;q=0.9", "AT"), ("de", ""), ("", ""), ("en,fr-FR;q=0.2", "FR"), ("xx-QQ", "")]
)
def test_country_is_guessed_by_the_region_of_the_browser_alone(header: str, country: str) -> None:
    assert countries.guess(header) == country


def test_ages_in_words() -> None:
    with translation.override("en"):
        said = [words.age(band) for band in ages.bands(minimum=15)]
    assert said == ["Under 15", "15", "16 to 17", "18 or older"]
