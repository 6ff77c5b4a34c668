"""Letters come from a track record that somebody gives, and from nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import make_source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attribution import Document, InputError, Report, Scorer, Settings, TrackRecords, corroborate
from attribution.datatypes import Naming, Outlet, SourceType, Span
from attribution.outlets import outlet_of
from attribution.reliability import letter_of, letter_of_quality, publisher_of, with_letters
from attribution.settings import Reliability

MEDIUM = {"type": SourceType.STATE_MEDIA, "naming": Naming.INSTITUTION, "country": "KP"}
SHIPPED = Reliability()


def records(folder: Path, *lines: str, header: str = "name,letter,note") -> TrackRecords:
    path = folder / "sources.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return TrackRecords.from_csv(path)


def letter(known: TrackRecords, name: str, *aliases: str, **fields: object) -> str:
    """The letter of a source that an article calls so."""
    text = " | ".join((name, *aliases))
    mentions, start = [], 0
    for form in (name, *aliases):
        mentions.append(Span(start, start + len(form)))
        start += len(form) + 3
    source = make_source("s1", name, text, mentions=tuple(mentions), **fields)
    (found,) = with_letters([source], Document("a", text), known)
    return found.reliability


def published(known: TrackRecords, publisher: str | None, url: str | None = None) -> str:
    document = Document("a", "x", publisher=publisher, url=url)
    return letter_of(document, publisher_of(document, SHIPPED), known, SHIPPED)


# --- sources that are quoted ------------------------------------------------------------------

CALLED = [  # row of the table, name in the article, other words for it, country, letter
    ("Jane Roe,B,", "Jane Roe", (), None, "B"),
    ("jane roe,b", "Jane Roe", (), None, "B"),
    ("Roe,B,", "Jane Roe", ("Roe", "she"), None, "B"),
    ("Jane Roe,B,", "John Roe", ("Roe", "he"), None, "F"),
    ("Jane,B,", "Jane Roe", (), None, "F"),
    ("the National Intelligence Service,B,", "South Korea’s National Intelligence Service", (), "KR", "B"),
    ("South Korea's National Intelligence Service,B,", "the National Intelligence Service", (), "KR", "B"),
    ("South Korea's National Intelligence Service,B,", "Kenya’s National Intelligence Service", (), "KE", "F"),
    ("Kenya's navy,B,", "the navy", (), "KE", "B"),
    ("Kenya's navy,B,", "the navy", (), None, "F"),
    ("Russia,D,", "Russia", (), "RU", "D"),
    ("Russia,D,", "Russian officials", (), "RU", "F"),
    ("she,B,", "Jane Roe", ("she",), None, "refused"),
]


@pytest.mark.parametrize(("row", "name", "aliases", "country", "expected"), CALLED)
def test_a_source_is_known_by_its_names(
    tmp_path: Path, row: str, name: str, aliases: tuple[str, ...], country: str | None, expected: str
) -> None:
    if expected == "refused":
        with pytest.raises(InputError, match="column name: expected a name, got 'she'"):
            records(tmp_path, row)
        return
    assert letter(records(tmp_path, row), name, *aliases, country=country) == expected


@pytest.mark.parametrize("row", ["KCNA,E,", "Korean Central News Agency,E,", "kcna.kp,E,"])
def test_an_outlet_is_known_by_any_of_its_names(tmp_path: Path, row: str) -> None:
    known = records(tmp_path, row)
    assert letter(known, "the Korean Central News Agency", **MEDIUM) == "E"
    assert letter(known, "state news agency KCNA", **MEDIUM) == "E"
    assert letter(known, "a person familiar with KCNA", type=SourceType.UNNAMED_SOURCE) == "F"
    assert published(known, "KCNA") == "E"


def test_names_that_do_not_agree_give_no_letter(tmp_path: Path) -> None:
    known = records(tmp_path, "Roe,B,", "the minister,D,")
    assert letter(known, "Jane Anne Roe", "Roe", "the minister") == "F"
    assert letter(known, "Roe", "the minister") == "B"  # the name comes first


def test_without_a_table_nobody_has_a_record() -> None:
    assert letter(TrackRecords(), "Reuters", type=SourceType.NEWS_MEDIA, naming=Naming.INSTITUTION) == "F"


# --- publishers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quality", "expected"),
    [(None, "F"), (1.0, "A"), (0.81, "A"), (0.8099, "B"), (0.65, "B"), (0.5, "C"), (0.3, "D"), (0.2, "E"), (0.0, "E")],
)
def test_quality_is_graded(quality: float | None, expected: str) -> None:
    assert letter_of_quality(quality, SHIPPED) == expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_better_domain_has_no_worse_letter(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert letter_of_quality(high, SHIPPED) <= letter_of_quality(low, SHIPPED) < "F"


@given(st.none() | st.text(max_size=30), st.none() | st.text(max_size=50))
def test_unknown_never_raises_a_letter(publisher: str | None, url: str | None) -> None:
    outlet = outlet_of(publisher, url)
    document = Document("a", "x", publisher=publisher, url=url)
    given_letter = letter_of(document, outlet, TrackRecords(), SHIPPED)
    assert given_letter == "F" or (outlet is not None and outlet.quality is not None)


PUBLISHERS = [  # row, publisher, url, letter
    ("", "Reuters", None, "A"),
    ("", "SANA", None, "F"),  # known, but not rated
    ("", "Ruritanian Gazette", None, "F"),
    ("Reuters,C,", "Reuters", None, "C"),
    ("Reuters,F,", "Reuters", None, "F"),
    ("reuters.com,C,", None, "https://www.reuters.com/1", "C"),
    ("www.reuters.com,C,", "Reuters", None, "C"),
    ("https://www.reuters.com/world,C,", "Reuters", None, "C"),
    ("bbc.co.uk,D,", None, "https://www.bbc.com/1", "D"),
    ("Ruritanian Gazette,B,", "The Ruritanian Gazette", None, "B"),
    ("example.org,B,", "Whoever", "https://blog.example.org/1", "B"),
    ("example.org,B,", "example.org", None, "B"),
    ("blog.example.org,B,", None, "https://example.org/1", "F"),
    ("Moscow Gazette,B,", "Moscow Gazette", None, "B"),
    ("Moscow Gazette,B,", "The Gazette", None, "F"),
]


@pytest.mark.parametrize(("row", "publisher", "url", "expected"), PUBLISHERS)
def test_a_publishers_letter(tmp_path: Path, row: str, publisher: str | None, url: str | None, expected: str) -> None:
    assert published(records(tmp_path, *([row] if row else [])), publisher, url) == expected


def test_the_nearest_domain_counts(tmp_path: Path) -> None:
    known = records(tmp_path, "example.org,D", "blog.example.org,B", header="domain,letter")
    assert published(known, None, "https://blog.example.org/1") == "B"
    assert published(known, None, "https://www.example.org/1") == "D"


def test_the_table_of_outlets_can_be_switched_off(tmp_path: Path) -> None:
    off, document = Reliability(outlets=False), Document("a", "x", publisher="Reuters")
    assert publisher_of(document, off) is None
    assert letter_of(document, None, TrackRecords(), off) == "F"
    assert letter_of(document, None, records(tmp_path, "Reuters,B,"), off) == "B"


# --- the file ---------------------------------------------------------------------------------

MISTAKES = [
    ("", "line 1: expected the columns letter, name or domain .or both., and note if wanted; got nothing"),
    ("name,grade\nA,B\n", "line 1: expected the columns .* got name, grade"),
    ("letter,note\nA,B\n", "line 1: expected the columns"),
    ("name,name,letter\nA,B,C\n", "line 1: expected the columns"),
    ("name,letter\nRoe,G\n", "line 2, column letter: expected one of A, B, C, D, E, F, got 'G'"),
    ("name,letter\n\nRoe\n", "line 3, column letter: expected one of .* got ''"),
    ("name,letter\nRoe,AB\n", "line 2, column letter: .* got 'AB'"),
    ("name,letter\nRoe,A,B\n", "line 2: more cells than the first line has columns"),
    ("name,letter\n,A\n", "line 2: expected a name or a domain, got neither"),
    ("name,letter\n...,A\n", "line 2, column name: expected a name, got '...'"),
    ("domain,letter\nReuters,A\n", "line 2, column domain: expected a domain such as example.org, got 'Reuters'"),
    ("name,letter\nRoe,A\nroe,B\n", "line 3, column letter: 'roe' has B here and A in line 2"),
    ("name,letter\nBBC,A\nbbc.co.uk,B\n", "line 3, column letter: 'BBC' has B here and A in line 2"),
    ('name,letter\n"Roe,A\n', "expected a CSV table in UTF-8"),
    ("name,letter\nRo\udce9,A\n", "expected a CSV table in UTF-8"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "sources.csv"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=rf"sources\.csv.*{message}"):
        TrackRecords.from_csv(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        TrackRecords.from_csv(tmp_path / "nowhere.csv")


def test_columns_in_any_order_with_name_domain_and_note(tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    path.write_bytes(
        'Letter, Note ,domain,Name\r\nB,"ours, since 2020",example.org,"Roe, Inc."\r\n'.encode("utf-8-sig")
    )
    known = TrackRecords.from_csv(path)
    assert (published(known, None, "https://example.org"), letter(known, "Roe Inc")) == ("B", "B")


NAMES = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, st.sampled_from("ABCDEFGabc ")), max_size=4))
def test_any_table_is_read_or_refused(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    try:
        known = records(tmp_path, *(f'"{name.replace(chr(34), chr(34) * 2)}",{mark}' for name, mark in rows))
    except InputError as error:
        assert "sources.csv" in str(error)
    else:
        assert set(known.letters.values()) <= {mark.upper() for _, mark in rows}


def test_the_digest_follows_the_letters(tmp_path: Path) -> None:
    one, other = records(tmp_path, "Roe,A,", "Doe,B,"), records(tmp_path, "Doe,B,why", "Roe,A,")
    assert one.digest == other.digest != records(tmp_path, "Roe,A,", "Doe,C,").digest


# --- in a report ------------------------------------------------------------------------------

ARTICLE = "The navy is ready, the Korean Central News Agency said on Monday.\n\nKCNA said that the port was closed.\n"


@pytest.fixture(scope="module")
def scorer(shipped: Scorer) -> Scorer:
    return shipped


def test_a_publishers_letter_never_passes_to_whom_it_quotes(scorer: Scorer) -> None:
    report = scorer.score(Document("a", ARTICLE, publisher="RFE/RL", url="https://www.rferl.org/a/1.html"))
    assert report.outlet is not None and report.outlet.name == "Radio Free Europe/Radio Liberty"
    assert report.score.reliability == "A"
    (source,) = report.sources
    assert source.type == "state_media" and source.reliability == "F"
    assert report.claims and {claim.score.rating[0] for claim in report.claims if claim.score} == {"F"}


def test_the_users_table_reaches_both_and_the_signature(scorer: Scorer, tmp_path: Path) -> None:
    known = records(tmp_path, "KCNA,E,state agency", "rferl.org,B,")
    marked = Scorer(scorer.network, scorer.settings, known)
    document = Document("a", ARTICLE, publisher="RFE/RL")
    report = marked.score(document)
    assert (report.score.reliability, [source.reliability for source in report.sources]) == ("B", ["E"])
    assert {claim.score.reliability for claim in report.claims if claim.score} == {"E"}
    assert report.signature == f"{scorer.signature} · sources {known.digest}"
    (again,) = corroborate([report])
    assert isinstance(again, Report)
    assert (again.score.reliability, again.sources, again.outlet) == ("B", report.sources, report.outlet)


def test_letters_change_no_value(scorer: Scorer, tmp_path: Path) -> None:
    marked = Scorer(scorer.network, Settings(), records(tmp_path, "KCNA,A,", "RFE/RL,E,"))
    document = Document("a", ARTICLE, publisher="RFE/RL")
    assert marked.score(document).score.value == scorer.score(document).score.value


def test_a_quality_is_between_0_and_1() -> None:
    with pytest.raises(ValueError, match="outlet Gazette quality: expected a probability"):
        Outlet("Gazette", None, None, quality=1.5)
