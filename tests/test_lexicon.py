"""The word lists and how they are matched. Every phrase is our own."""

from __future__ import annotations

import re

import pytest

from attribution import lexicon
from attribution.datatypes import Span

COUNTRIES = [
    ("South Korean officials", "KR"),
    ("the North Korean leader", "KP"),
    ("the South African president", "ZA"),
    ("a spokesman for the Pentagon", "US"),
    ("U.S. officials", "US"),
    ("officials of the US", "US"),
    ("he asked us to wait", None),
    ("the U.S. ambassador to Syria", "US"),
    ("Ukraine’s defence minister", "UA"),
    ("Ukraine's defence minister", "UA"),
    ("a Saudi-led coalition", "SA"),
    ("Downing Street", "GB"),
    ("the Élysée", "FR"),
    ("the Kremlin", "RU"),
    ("Pyongyang", "KP"),
    ("the Knesset", "IL"),
    ("the Blue House", "KR"),
    ("Foggy Bottom", "US"),
    ("Guinea-Bissau's army", "GW"),
    ("Papua New Guinea police", "PG"),
    ("the Democratic Republic of Congo", "CD"),
    ("the Republic of Congo", "CG"),
    ("South Sudanese rebels", "SS"),
    ("Kosovo's prime minister", "XK"),
    ("Palestinian health officials", "PS"),
    ("Taiwanese analysts", "TW"),
    ("Hong Kong police", "HK"),
    ("the European Commission", "EU"),
    ("NATO", "NATO"),
    ("the U.N. refugee agency", "UN"),
    ("the FSB", "RU"),
    ("Britain's MI5", "GB"),
    ("Shin Bet", "IL"),
    ("the Israel Defense Forces", "IL"),
    ("China's People's Liberation Army", "CN"),
    ("he left a turkey for the guests", None),
    ("a person familiar with the talks", None),
    ("Romania and Oman", "RO"),
    ("Germanys and Germanium", None),
    ("", None),
]


@pytest.mark.parametrize(("phrase", "code"), COUNTRIES)
def test_country_of(phrase: str, code: str | None) -> None:
    assert lexicon.country_of(phrase) == code


@pytest.mark.parametrize("space", [" ", "\u00a0", "\n"])
def test_spans_point_into_the_text_as_given(space: str) -> None:
    text = f"😀 South{space}Korea’s envoy met officials in Beijing"
    assert [(span.of(text), code) for span, code in lexicon.countries_in(text)] == [
        (f"South{space}Korea", "KR"),
        ("Beijing", "CN"),
    ]


def test_leaders_are_kept_apart_from_countries() -> None:
    assert lexicon.country_of("Lavrov") is None
    assert lexicon.leaders_in("Mr Lavrov") == ((Span(3, 9), "RU"),)


OUTLETS = [
    ("KCNA", "KCNA", "KP", True),
    ("the Korean Central News Agency", "KCNA", "KP", True),
    ("TASS", "TASS", "RU", True),
    ("Global Times", "Global Times", "CN", True),
    ("Press TV", "Press TV", "IR", True),
    ("Anadolu", "Anadolu Agency", "TR", True),
    ("Belta", "Belta", "BY", True),
    ("Doordarshan", "Doordarshan", "IN", True),
    ("Reuters", "Reuters", "GB", False),
    ("the Associated Press", "AP", "US", False),
    ("the BBC", "BBC", "GB", False),
    ("NHK", "NHK", "JP", False),
    ("Radio Free Europe/Radio Liberty", "Radio Free Europe/Radio Liberty", "US", False),
    ("Associated Press of Pakistan", "Associated Press of Pakistan", "PK", True),
]


@pytest.mark.parametrize(("phrase", "name", "country", "state"), OUTLETS)
def test_outlets(phrase: str, name: str, country: str, state: bool) -> None:
    (_, outlet), *more = lexicon.outlets_in(phrase)
    assert not more
    assert (outlet.name, outlet.country, outlet.state) == (name, country, state)


GENERIC = [
    ("he told state media", "state media", True),
    ("on State Television last night", "State Television", True),
    ("the state-run news agency", "state-run news agency", True),
    ("the semi-official news agency", "semi-official news agency", True),
    ("state-controlled Ruritanian television", "state-controlled Ruritanian television", True),
    ("the official state-run news agency", "official state-run news agency", True),
    ("official Ruritanian news sites", "official Ruritanian news sites", True),
    ("local media said", "local media", False),
    ("according to media reports", "media reports", False),
]


@pytest.mark.parametrize(("phrase", "words", "state"), GENERIC)
def test_generic_media(phrase: str, words: str, state: bool) -> None:
    ((span, outlet),) = lexicon.outlets_in(phrase)
    assert (span.of(phrase), outlet.state, outlet.country) == (words, state, None)


def test_the_kind_of_an_outlet_belongs_to_its_name() -> None:
    text = "the official SANA news agency and Reuters"
    assert [span.of(text) for span, _ in lexicon.outlets_in(text)] == ["SANA news agency", "Reuters"]


NO_OUTLET = [
    "state officials",
    "a press officer",
    "the state of the economy",
    "Sputniks",
    "an official told the outlet",
    "official figures in media",
]


@pytest.mark.parametrize("phrase", NO_OUTLET)
def test_no_outlet(phrase: str) -> None:
    assert lexicon.outlets_in(phrase) == ()


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Officials’", "official"),
        ("spokeswomen", "spokesperson"),
        ("Sens", "senator"),
        ("agencies", "agency"),
        ("Defence", "defense"),
        ("U.N", "un"),
        ("people", "person"),
        ("news", "news"),
        ("Congress's", "congress"),
    ],
)
def test_the_form_in_which_words_are_compared(word: str, form: str) -> None:
    assert lexicon.singular(word) == form


def test_words_have_known_classes() -> None:
    classes = {kind for _, kinds in lexicon.table("source_words.txt") for kind in kinds.split(";")}
    assert classes == {"office", "role", "body", "outlet", "document", "opener", "calendar", "particle"}
    assert lexicon.words("source_words.txt", "office") < lexicon.words("source_words.txt", "role")
    assert lexicon.is_role("Ministers") and not lexicon.is_role("ministry")


def test_western_states() -> None:
    assert {"US", "GB", "NO", "CH", "AL", "EU", "NATO"} <= lexicon.WESTERN
    assert not {"TR", "UA", "RU", "JP", "KR", "IL", "RS", "UN"} & lexicon.WESTERN


def test_tables_are_well_formed() -> None:
    codes = {row[0] for row in lexicon.table("countries.txt")}
    assert all(re.fullmatch(r"[A-Z]{2}|NATO", code) for code in codes)
    assert codes >= lexicon.WESTERN | {"TW", "PS", "XK", "HK", "UN"}
    for name in ("places.txt", "bodies.txt", "leaders.txt"):
        assert {row[0] for row in lexicon.table(name)} <= codes
    for row in lexicon.table("outlets.txt"):
        assert row[2] in ("state", "independent"), row


def test_no_name_stands_for_two_countries() -> None:
    seen: dict[str, str] = {}
    for name in ("countries.txt", "places.txt", "bodies.txt"):
        for code, *columns in lexicon.table(name):
            for phrase in filter(None, ";".join(columns).split(";")):
                assert seen.setdefault(phrase, code) == code, phrase


def test_a_name_starts_with_a_word() -> None:
    with pytest.raises(ValueError, match="start with a word"):
        lexicon.Phrases([("(brackets)", "XX")])
