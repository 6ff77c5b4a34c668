"""How sources and the names in a text are read."""

from __future__ import annotations

import pytest

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
    ("Red Cliff is a village.", [], []),
    ("The Foreign Ministry met.", [], []),
    ("😀 Gen. Bo\u00a0Lund saluted", ["Bo\u00a0Lund"], []),
]


@pytest.mark.parametrize(("text", "names", "surnames"), PEOPLE)
def test_people_in_a_text(text: str, names: list[str], surnames: list[str]) -> None:
    found = list(people(text))
    assert [span.of(text) for span, mention in found if mention.kind == "person"] == names
    assert [span.of(text) for span, mention in found if mention.kind == "surname"] == surnames
