"""How the lists of outlets are made; the tables here are our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from attribution import Settings, lexicon
from training.outlets import PACKAGED, PART_THREE, PART_TWO, Monitored, make, monitored, qualities, quantiles

QUALITY = """domain,pc1
gazette.example.com,0.9
example.com,0.81234
news.yahoo.com,0.7
yahoo.com,0.7
ours.wordpress.com,0.25
wordpress.com,0.5
example.org/opinion,0.4
10.0.0.1,0.3
Exampleпress.com,0.3
times.portal.net,0.6
"""
MONITOR = """country,company,outlet,url,typology,status
France,Radio,Radio Exemple (RE),https://www.radio-exemple.fr/en,SC,
France,Papers,Exemple,http://exemple.fr,CaPu,
France,Papers,Le Soir,http://exemple.fr/soir,CaPu,
France,Papers,Le Matin,http://matin.fr,CaPu,Currently Not Functional
France,Papers,Videos,https://www.youtube.com/exemple,SC,
France,Papers,Nothing,,SC,
Spain,Two,Uno,http://dos.es,SC,
Spain,Two,Dos y Uno,http://dos.es,CaPr,
Spain,Three,Ours Already,http://www.ours.es,SC,
"""
LIST = f"""# comment
Ours\tES\tindependent\tSC\tours.es\tNuestro
{PART_TWO}
Radio Exemple;RE\tFR\tstate\tSC
Exemple\tFR\tstate\tCaPu
Le Soir\tFR\tstate\tCaPu
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder like attribution/data, with its lists made."""
    (tmp_path / "domain_quality.csv").write_text(QUALITY, encoding="utf-8")
    (tmp_path / "state_media.csv").write_text(MONITOR, encoding="utf-8")
    (tmp_path / "outlets.txt").write_text(LIST, encoding="utf-8")
    make(tmp_path, tmp_path)
    return tmp_path


def rows(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]


def test_domains_that_are_one_outlets_own_are_filled_in(target: Path) -> None:
    _, second, third = (
        (target / "outlets.txt").read_text(encoding="utf-8").replace(PART_THREE, PART_TWO).split(PART_TWO)
    )
    assert second.strip().splitlines() == [
        "Radio Exemple;RE\tFR\tstate\tSC\tradio-exemple.fr",
        "Exemple\tFR\tstate\tCaPu\texemple.fr",  # its own name, not that of a paper on the same site
        "Le Soir\tFR\tstate\tCaPu",
    ]
    assert third.strip() == ""  # dos.es is of two kinds, ours.es known, the rest gone or on a platform


def test_a_host_without_a_listed_name_is_kept_as_a_domain(target: Path) -> None:
    (target / "outlets.txt").write_text(LIST.replace("Exemple\tFR\tstate\tCaPu\nLe Soir\tFR\tstate\tCaPu\n", ""))
    make(target, target)
    assert "\tFR\tstate\tCaPu\texemple.fr" in rows(target / "outlets.txt")


def test_making_them_again_changes_nothing(target: Path) -> None:
    before = [(target / name).read_bytes() for name in ("outlets.txt", "domain_quality.txt")]
    make(target, target)
    assert before == [(target / name).read_bytes() for name in ("outlets.txt", "domain_quality.txt")]
    assert before[0].startswith(LIST.encode()[: LIST.index("Radio Exemple")])


def test_one_outlet_has_one_quality(target: Path) -> None:
    assert rows(target / "domain_quality.txt") == [
        "example.com\t0.812",
        "ours.wordpress.com\t0.25",
        "times.portal.net\t0.6",
    ]
    rated = [{"domain": "gazette.example.com", "pc1": "0.9"}, {"domain": "example.com", "pc1": "0.8"}]
    assert set(qualities(rated, frozenset({"gazette.example.com"}))) == {"gazette.example.com", "example.com"}
    assert set(qualities(rated[:1], frozenset({"example.com"}))) == set()  # known by another of its hosts


def test_names_come_without_their_medium_and_brackets() -> None:
    row = {
        "country": "Cuba",
        "outlet": "Print media: Orbe (OR)",
        "url": "http://orbe.cu",
        "typology": "SC",
        "status": "",
    }
    (found,) = monitored([row])
    assert found == Monitored(frozenset({"orbe", "or", "orbeor"}), "CU", "SC", "orbe.cu")


def test_the_shipped_steps_are_those_of_the_shipped_table() -> None:
    steps = quantiles(lexicon.domain_quality().values())
    assert {letter: round(step, 2) for letter, step in steps.items()} == Settings().reliability.least


def test_the_shipped_list_has_its_three_parts() -> None:
    lines = (PACKAGED / "outlets.txt").read_text(encoding="utf-8").splitlines()
    second, third = lines.index(PART_TWO), lines.index(PART_THREE)
    assert all(line.startswith("\t") for line in lines[third + 1 :])
    assert not any(line.startswith("\t") for line in lines[second:third])
