"""How sources and the names in a text are read."""

from __future__ import annotations

import pytest

from attribution.datatypes import Span
from attribution.mentions.named import bodies, nouns
from attribution.mentions.reading import people, read_mention

KINDS = [
    ("Ukrainian President Volodymyr Zelenskyy", None, "person", "volodymyr zelenskyy"),
    ("Secretary of State Dana Whitlow", None, "person", "dana whitlow"),
    ("Marta Kovac, a spokeswoman for the ministry", None, "person", "marta kovac"),
    ("The port's new director, Anselm Roth", None, "person", "anselm roth"),
    ("Sen. Paula Ferris, R-Ohio", None, "person", "paula ferris"),
    ("Moon Jae-in", None, "person", "moon jae in"),
    ("head of the Harbour Pilots' Association Jan Novak", True, "person", "jan novak"),
    ("Trump Sunday", True, "person", "trump"),
    ("the Coastal Safety Board", None, "body", "board coastal safety"),
    ("The Ministry of Defence", None, "body", "defense ministry"),
    ("the South Korean Defense Ministry", None, "body", "defense ministry"),
    ("KCNA", None, "body", "kcna"),
    ("a senior official", None, "noun", "official senior"),
    ("Western leaders and Ukrainian officials", None, "noun", "and leader official western"),
    ("Zelenskyy himself", None, "person", "zelenskyy"),
    ("She", None, "pronoun", ""),
    ("who", None, "pronoun", ""),
    ("”", None, "noun", "”"),
]


@pytest.mark.parametrize(("text", "named", "kind", "name"), KINDS)
def test_kind_and_name_of_a_source(text: str, named: bool | None, kind: str, name: str) -> None:
    mention = read_mention(text, named)
    assert (mention.kind, " ".join(mention.name)) == (kind, name)


def test_what_is_known_of_a_person() -> None:
    mention = read_mention("Norwegian Foreign Minister Ms. Ada Holt", None)
    assert (mention.country, mention.gender, mention.shown) == ("NO", "f", "Ada Holt")
    assert mention.titles == {"minister"} and "foreign" in mention.described


def test_where_a_group_sits_is_not_whose_it_is() -> None:
    assert read_mention("the British-based group", None).country is None
    assert read_mention("the British group", None).country == "GB"


@pytest.mark.parametrize(
    ("text", "plural", "lead"),
    [
        ("the officials", True, "the"),
        ("an official", False, "a"),
        ("people", True, ""),
        ("sailors and cooks", True, ""),
    ],
)
def test_number_and_determiner(text: str, plural: bool, lead: str) -> None:
    mention = read_mention(text, None)
    assert mention.plural is plural and mention.lead[:1] == lead[:1]


PEOPLE = [
    ("On Monday minister Jules Perrin left.", ["Jules Perrin"], []),
    ("Secretary of State Dana Whitlow’s plane landed.", ["Dana Whitlow"], []),
    ("Jan van der Berg, a lawyer, waited.", ["Jan van der Berg"], []),
    ("Ada Holt rowed. Then Holt slept.", ["Ada Holt"], ["Holt"]),
    ("Jonas Vaitas, who sat in the first row, rose.", ["Jonas Vaitas"], []),
    ("The prefect of Kidal, Alou ag Intalla, left.", ["Alou ag Intalla"], ["Kidal"]),
    ("He met a guard named Ljubo Stanic.", ["Ljubo Stanic"], []),
    ("Mary Akel lost her leg.", ["Mary Akel"], []),
    ("Red Cliff, a village, lost its mill.", [], []),
    ("Red Cliff is a village.", [], []),
    ("The Foreign Ministry met.", [], []),
    ("😀 Gen. Bo\u00a0Lund saluted", ["Bo\u00a0Lund"], []),
]


@pytest.mark.parametrize(("text", "names", "surnames"), PEOPLE)
def test_people_in_a_text(text: str, names: list[str], surnames: list[str]) -> None:
    found = list(people(text))
    assert [span.of(text) for span, mention in found if mention.kind == "person"] == names
    assert [span.of(text) for span, mention in found if mention.kind == "surname"] == surnames


def test_one_person_does_not_describe_the_next() -> None:
    _, (_, second) = people("President Aldo Reyes met Cardinal Bruno Costa.")
    assert second.roles == {"cardinal"}


BODIES = [
    ("Human Rights Watch sent a letter.", ["Human Rights Watch"]),
    ("Croatia’s Ministry of the Sea drew a chart.", ["Croatia’s Ministry of the Sea"]),
    ("The State Agency for National Security rose.", ["State Agency for National Security"]),
    ("The U.S. State Department spokesman Hal Brooke left.", ["U.S. State Department"]),
    ("Bank of Korea Governor Jan Roh left on Monday.", ["Bank of Korea"]),
    ("Al-Shabab and the PKK", ["Al-Shabab", "PKK"]),
    ("The largest union, the OPWU, met.", ["OPWU"]),
    ("The United States and the New York Times", []),
    ("Osama bin Laden was here. Rebels were not.", []),
]


@pytest.mark.parametrize(("text", "names"), BODIES)
def test_bodies_in_a_text(text: str, names: list[str]) -> None:
    assert [span.of(text) for span, _ in bodies(text)] == names


NOUNS = [
    ("The three Somali fishermen were put ashore.", ["The three Somali fishermen"], []),
    ("For the widows of the town it was late.", ["the widows"], []),
    ("A 212-page study of the fire arrived.", ["A 212-page study"], []),
    ("Men found a logbook and a rebel group.", [], ["a logbook", "a rebel group"]),
    ("Hamas, an armed group, is a movement.", [], []),
    ("The storm hit villagers.", [], []),
    ("A strategist, he wrote a book.", [], ["a book"]),
    ("The minister Ada Holt left.", [], []),
]


@pytest.mark.parametrize(("text", "opening", "later"), NOUNS)
def test_nouns_in_a_text(text: str, opening: list[str], later: list[str]) -> None:
    found = nouns(text, [Span(0, len(text))])
    assert [span.of(text) for span, _, opens in found if opens] == opening
    assert [span.of(text) for span, _, opens in found if not opens] == later
