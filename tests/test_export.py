"""Every export read back: by the library of its format where there is one, else by a reader written here."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet
import pytest
import stix2
from factories import CannedScorer, make_claim, make_figure, make_report, make_score, make_source, span

from attribution import Document, ExportError, Failure, Report, read_paths, to_text
from attribution.datatypes import Act, Contribution, FigureStatus, Naming, Outlet, QuoteKind, SourceType, Span, Via
from attribution.export import Format, Rows, write, writer
from attribution.exports.brat import configuration
from attribution.exports.labelstudio import labelling_config
from attribution.exports.rows import COLUMNS, rows_of
from attribution.exports.stix import StixWriter
from attribution.exports.tables import frame_of

TEXT = (
    "🚢🇺🇦 “We lost\r\n40 ships,” Zoë Núñez said, “or\u2028more.” Officials in Kyiv, citing TASS, say that 11,000 "
    "troops were sent 😢.\nReportedly, 7 died."
)
PIECES = (span("“We lost\r\n40 ships,”", TEXT), span("“or\u2028more.”", TEXT))
STEPS = (Contribution("naming", 0.5, "a person identified by name", span("Zoë Núñez", TEXT)),)
QUOTED = replace(
    make_claim("c1", "Zoë", TEXT, who="Zoë Núñez", type=SourceType.EXPERT, naming=Naming.NAMED, country="ES"),
    cue=(span("said", TEXT),),
    content=PIECES,
    quote=QuoteKind.DIRECT,
    score=make_score(0.62, 2, contributions=STEPS),
)
RELAYED = make_claim(
    "c2", "11,000 troops were sent 😢", TEXT, source_id="s2", cue=(span("say", TEXT),), figures=("f1",),
    via=Via("TASS", span("TASS", TEXT), SourceType.STATE_MEDIA), score=make_score(0.2, 6),
)  # fmt: skip
SOURCELESS = make_claim(
    "c3", "7 died", TEXT, who="", source_id=None, type=SourceType.UNATTRIBUTED, naming=Naming.NONE, country=None,
    cue=(span("Reportedly", TEXT),), score=None,
)  # fmt: skip
ARTICLE = Document("001", TEXT, title='Ships, "lost"\n🚢', publisher="The =Paper", published="2025-02-13")
REPORT = make_report(
    ARTICLE,
    claims=(QUOTED, RELAYED, SOURCELESS),
    figures=(make_figure("f1", "11,000 troops", TEXT, claim="c2"),),
    sources=(
        make_source("s1", "Zoë Núñez", TEXT, naming=Naming.NAMED, type=SourceType.EXPERT, claims=("c1",)),
        make_source("s2", "Officials in Kyiv", TEXT, claims=("c2",)),
    ),
    score=make_score(0.41, 6),
)
FAILURE = Failure("🙂 bad", "InputError", "the text is empty")
NOTHING = Document("b/2", "Nothing was said.", url="https://example.org/b")
ALL: list[tuple[Document | Failure, Report | Failure]] = [
    (ARTICLE, REPORT),
    (FAILURE, FAILURE),
    (NOTHING, make_report(NOTHING)),
]


def written(format: Format, rows: Rows = Rows.CLAIMS) -> str:
    stream = io.StringIO(newline="")
    with writer(stream, format, rows) as out:
        for article, result in ALL:
            out.write(article, result)
    return stream.getvalue()


# --- rows -----------------------------------------------------------------------------------------


def csv_rows(rows: Rows) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(Format.CSV, rows), newline="")))


def test_csv_has_a_row_a_claim_that_reads_back() -> None:
    rows = csv_rows(Rows.CLAIMS)
    assert [(row["article"], row["claim"]) for row in rows] == [("001", f"c{n}") for n in (1, 2, 3)] + [("🙂 bad", "")]
    for row, claim in zip(rows, REPORT.claims, strict=False):
        assert [tuple(piece) for piece in json.loads(row["content_spans"])] == list(claim.content)
        assert row["content"] == " … ".join(piece.of(TEXT) for piece in claim.content)
        assert row["title"] == ARTICLE.title
    assert (rows[0]["type"], rows[0]["attributed"], rows[0]["rating"]) == ("expert", "true", "F2")
    assert (rows[1]["via"], rows[1]["figures"]) == ("TASS", '["f1"]')
    assert (rows[2]["source"], rows[2]["source_spans"], rows[2]["score"]) == ("", "[]", "")
    assert rows[3]["error"] == "InputError: the text is empty"


def test_csv_has_a_row_a_figure() -> None:
    figure, failed = csv_rows(Rows.FIGURES)
    assert (figure["text"], figure["low"], figure["flagged"]) == ("11,000 troops", "11000", "true")
    assert (figure["source_name"], figure["claim"]) == ("Officials in Kyiv", "c2")
    ((start, end),) = json.loads(figure["spans"])
    assert TEXT[start:end] == "11,000 troops"
    assert (failed["article"], failed["figure"]) == ("🙂 bad", "") and failed["error"]


@pytest.mark.parametrize("rows", Rows)
def test_parquet_reads_back_as_csv_does(rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attribution.exports.tables.ROW_GROUP", 2)
    write(ALL, tmp_path / "a.parquet", "parquet", rows.value)
    file = pyarrow.parquet.ParquetFile(tmp_path / "a.parquet")
    assert file.num_row_groups == 2 if rows is Rows.CLAIMS else 1
    table = file.read()
    assert table.column_names == list(COLUMNS[rows])
    for one, other in zip(table.to_pylist(), csv_rows(rows), strict=True):
        for name, value in one.items():
            shown = json.dumps(value) if isinstance(value, list | bool) else "" if value is None else value
            assert type(shown)(other[name]) == shown, name


def test_the_parts_of_a_folder_are_one_table_and_each_is_there_once_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attribution.exports.tables.ROW_GROUP", 1)
    folder = tmp_path / "parts"
    folder.mkdir()
    write(ALL, tmp_path / "whole.parquet", "parquet")
    whole = pyarrow.parquet.read_table(tmp_path / "whole.parquet")
    with writer(folder, Format.PARQUET) as out:
        for pair in ALL:
            before = len(list(folder.iterdir()))
            out.write(*pair)
            assert len(list(folder.iterdir())) - before <= 1
            assert all(pyarrow.parquet.read_table(part).num_rows for part in folder.iterdir())
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) > 1 and names == [f"part-{number:05}.parquet" for number in range(len(names))]
    assert pyarrow.parquet.read_table(folder).equals(whole)
    with pytest.raises(ExportError, match="expected an empty folder"):
        write(ALL, folder, "parquet")


def test_parts_without_articles_are_one_empty_table(tmp_path: Path) -> None:
    write([], tmp_path, "parquet")
    assert pyarrow.parquet.read_table(tmp_path).num_rows == 0


def test_a_figure_of_many_digits_is_the_nearest_float(tmp_path: Path) -> None:
    number, held = 24 * 10**15 + 1, 24e15
    figure = make_figure("f1", "11,000 troops", TEXT, claim="c2", low=number, high=number)
    report = replace(REPORT, figures=(figure,))
    write([(ARTICLE, report)], tmp_path / "a.parquet", Format.PARQUET, Rows.FIGURES)
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet")["low"].to_pylist() == [held]
    assert frame_of(rows_of(ARTICLE, report, Rows.FIGURES), Rows.FIGURES)["high"].tolist() == [held]


def test_parquet_without_articles_is_a_file(tmp_path: Path) -> None:
    write([], tmp_path / "a.parquet", Format.PARQUET)
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet").num_rows == 0


def test_a_lone_surrogate_stops_no_format(tmp_path: Path) -> None:
    odd = replace(ARTICLE, id="x\ud83d", title="t\udc00")
    pair = (odd, replace(REPORT, id=odd.id, title=odd.title))
    for format in Format:
        write([pair], tmp_path / f"out-{format}", format)
    table = pyarrow.parquet.read_table(tmp_path / "out-parquet")
    assert table["article"][0].as_py() == r"x\ud83d"
    bundle = stix2.parse((tmp_path / "out-stix").read_text(encoding="utf-8"))
    assert {thing.name for thing in bundle.objects if thing.type == "report"} == {r"t\udc00"}


def test_a_frame_is_scored_row_by_row() -> None:
    import pandas

    example = "Officials in Kyiv say that 11,000 troops were sent. Nobody in Moscow has commented."
    given = pandas.DataFrame(
        {
            "doc": ["001", None, "003"],
            "body": [example, example, None],
            "published": [pandas.Timestamp("2025-02-13"), pandas.NaT, pandas.NaT],
        },
        index=["a", "b", "c"],
    )
    claims = CannedScorer().score_frame(given, text="body", id="doc")
    assert list(claims.columns) == list(COLUMNS[Rows.CLAIMS])
    assert claims["article"].tolist() == ["001", "b", "003"]
    assert claims["published"].iloc[0] == "2025-02-13T00:00:00" and claims["published"].iloc[1] is None
    assert claims["content_spans"].iloc[0] == [[27, 50]]
    assert claims["credibility"].tolist()[:2] == [3, 3] and pandas.isna(claims["credibility"].iloc[2])
    assert claims["error"].iloc[2] == "InputError: row c: expected a string in 'text', got nothing"
    figures = CannedScorer().score_frame(given, "body", "doc", rows="figures")
    assert figures["low"].tolist()[:2] == [11000.0, 11000.0] and figures["flagged"].tolist()[:2] == [True, True]
    assert CannedScorer().score_frame(given[:0], "body", "doc").empty


def test_ids_of_a_frame_stay_whole_numbers_beside_missing_ones() -> None:
    import pandas

    given = pandas.DataFrame({"id": [1.0, None], "text": ["Ann.", ""]})
    assert CannedScorer().score_frame(given)["article"].tolist() == ["1"]  # a text without claims has no row
    with pytest.raises(Exception, match="expected a column 'body' of texts, got id, text"):
        CannedScorer().score_frame(given, text="body")


# --- publisher, dates and denials -----------------------------------------------------------------

GAZETTE = Outlet("Gazette", "FR", True, "SC", "gazette.example", 0.25)
DENIED = replace(
    REPORT,
    outlet=GAZETTE,
    figures=(make_figure("f1", "11,000 troops", TEXT, claim="c2", as_of="2025-02", disputed=True),),
)


def test_rows_tell_the_outlet_and_the_date_and_denial_of_a_figure() -> None:
    (figure,) = rows_of(ARTICLE, DENIED, Rows.FIGURES)
    assert (figure["outlet"], figure["as_of"], figure["disputed"]) == ("Gazette", "2025-02", True)
    assert {row["outlet"] for row in rows_of(ARTICLE, DENIED)} == {"Gazette"}
    assert (csv_rows(Rows.FIGURES)[0]["disputed"], csv_rows(Rows.FIGURES)[0]["outlet"]) == ("false", "")


def test_metadata_tells_them_too() -> None:
    told = DENIED.to_metadata()
    assert (told["outlet"], told["outlet_country"], told["outlet_state"]) == ("Gazette", "FR", True)
    assert (told["disputed_figures"], told["figure_dates"]) == (1, ["2025-02"])
    assert DENIED.chunk_metadata(0, 2)["disputed_figures"] == 0
    independent = replace(DENIED, outlet=Outlet("Gazette", None, False)).to_metadata()
    assert independent["outlet_state"] is False and "outlet_country" not in independent
    assert not {"outlet", "figure_dates"} & set(REPORT.to_metadata())


def test_stix_has_one_identity_for_the_publisher_of_several_articles() -> None:
    stream = io.StringIO()
    with writer(stream, Format.STIX) as out:
        for article in (ARTICLE, replace(ARTICLE, id="002", published="2025-02-14")):
            out.write(article, replace(DENIED, id=article.id, published=article.published))
    things = stix2.parse(stream.getvalue(), version="2.1").objects
    (publisher,) = (thing for thing in things if thing.type == "identity" and thing.name == "Gazette")
    assert (publisher.identity_class, publisher.contact_information) == ("organization", "gazette.example")
    assert publisher.labels == [
        'attribution:outlet-country="FR"',
        'attribution:outlet-state="true"',
        'attribution:outlet-typology="SC"',
        'attribution:outlet-quality="0.25"',
    ]
    assert all(publisher.id in thing.object_refs for thing in things if thing.type == "report")


def test_brat_marks_a_figure_that_is_denied_and_notes_its_date(tmp_path: Path) -> None:
    write([(ARTICLE, DENIED)], tmp_path / "out", Format.BRAT)
    bound, _, attributes = read_brat(tmp_path / "out" / "001.ann")
    (figure,) = (identity for identity, (kind, _) in bound.items() if kind == "Figure")
    assert attributes[figure]["Disputed"] == "yes"
    assert f"AnnotatorNotes {figure}\tas of 2025-02" in (tmp_path / "out" / "001.ann").read_text("utf-8")
    assert "Disputed Arg:Figure" in configuration()


def test_text_is_written_in_the_words_of_a_standard(tmp_path: Path) -> None:
    write([(ARTICLE, REPORT)], tmp_path / "a.txt", "text", wording="phia")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == to_text(REPORT, TEXT, "phia") + "\n"


# --- STIX -----------------------------------------------------------------------------------------


def bundle() -> Any:
    return stix2.parse(written(Format.STIX), allow_custom=False, version="2.1")


def test_stix_is_one_bundle_whose_references_are_in_it() -> None:
    things = bundle().objects
    ids = [thing.id for thing in things]
    assert len(set(ids)) == len(ids)
    for thing in things:
        assert {*thing.get("object_refs", []), *([thing.created_by_ref] if "created_by_ref" in thing else [])} <= {*ids}
    assert [thing.type for thing in things].count("report") == 2  # a failure has no place in STIX


def test_stix_keeps_both_halves_of_a_rating_apart() -> None:
    notes = [thing for thing in bundle().objects if thing.type == "note"]
    assert [note.get("confidence") for note in notes] == [70, None, None]
    assert 'admiralty-scale:information-credibility="6"' in notes[1].labels
    assert 'admiralty-scale:source-reliability="f"' in notes[1].labels
    (opinion,) = (thing for thing in bundle().objects if thing.type == "opinion")
    assert (opinion.opinion, opinion.object_refs, "confidence" in opinion) == ("agree", [notes[0].id], False)
    assert "40 ships,” … “or" in notes[0].content and "naming +0.50" in notes[0].content
    assert [identity.identity_class for identity in bundle().objects if identity.type == "identity"] == [
        "system",
        "individual",
        "unspecified",
    ]


def test_stix_is_the_same_every_time() -> None:
    def at(now: dt.datetime, pairs: list[Any]) -> str:
        stream = io.StringIO()
        out = StixWriter(stream, now)
        for article, result in pairs:
            out.write(article, result)
        out.close()
        return stream.getvalue()

    early, late = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2024, 2025))
    assert at(early, ALL[:1]) == at(late, ALL[:1]) == at(late, ALL[:1] * 2)
    assert '"published": "2025-02-13T00:00:00Z"' in at(early, ALL[:1])
    assert '"published": "2024-01-01T00:00:00Z"' in at(early, ALL[2:])  # an article without a date


@pytest.mark.parametrize("date", ["2025-02-13T10:30:00+02:00", "Thu, 13 Feb 2025 08:30:00 GMT", "2025-02-13 08:30"])
def test_stix_reads_the_dates_of_articles(date: str) -> None:
    stream = io.StringIO()
    with writer(stream, Format.STIX) as out:
        out.write(ARTICLE, replace(REPORT, published=date))
    assert '"published": "2025-02-13T08:30:00Z"' in stream.getvalue()


# --- Web Annotation -------------------------------------------------------------------------------


def test_web_annotations_select_the_text() -> None:
    page = json.loads(written(Format.WEBANNOTATION))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    annotations = page["items"]
    assert len({annotation["id"] for annotation in annotations}) == len(annotations) == 6
    assert all(uuid.UUID(annotation["id"]) and annotation["type"] == "Annotation" for annotation in annotations)
    selected = [[select(part, TEXT) for part in targets(annotation)] for annotation in annotations[:5]]
    flags = sorted(flag.span for flag in REPORT.flags)
    assert selected == [*(list(claim.content) for claim in REPORT.claims), *([one] for one in flags)]
    (who,) = (body for body in annotations[1]["body"] if body["type"] == "SpecificResource")
    assert select(who, TEXT).of(TEXT) == "Officials in Kyiv" and who["purpose"] == "identifying"
    assert {"state_media", "other_official"} & {body.get("value") for body in annotations[1]["body"]} == {
        "other_official"
    }
    assert [annotation["motivation"] for annotation in annotations] == ["assessing"] * 5 + ["commenting"]
    assert annotations[5]["body"][0]["value"] == "InputError: the text is empty"


def targets(annotation: dict[str, Any]) -> list[Any]:
    found = annotation["target"]
    return found if isinstance(found, list) else [found]


def select(resource: dict[str, Any], text: str) -> Span:
    """The range that both selectors of a resource give, the quotation by its own words alone."""
    quotation, position = resource["selector"]
    assert (quotation["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
    around = quotation["prefix"] + quotation["exact"] + quotation["suffix"]
    assert text.count(around) == 1
    start = text.index(around) + len(quotation["prefix"])
    assert (start, start + len(quotation["exact"])) == (position["start"], position["end"])
    return Span(position["start"], position["end"])


# --- BRAT -----------------------------------------------------------------------------------------

TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.+)")
EVENT = re.compile(r"(E\d+)\t(\S+):(T\d+)((?: \w+:T\d+)*)")
ATTRIBUTE = re.compile(r"A\d+\t(\w+) ([ET]\d+)(?: (\w+))?")


Bound, Labelled = dict[str, tuple[str, list[Span]]], dict[str, dict[str, str]]


def read_brat(path: Path) -> tuple[Bound, Labelled, Labelled]:
    """(text-bound annotations, events by role, attributes by what they belong to); checks what brat checks."""
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    bound: Bound = {}
    events: Labelled = {}
    attributes: Labelled = {}
    for line in path.read_bytes().decode("utf-8").splitlines():
        if match := TEXT_BOUND.fullmatch(line):
            places = [Span(*map(int, place.split())) for place in match[3].split(";")]
            assert match[4] == " ".join(place.of(text) for place in places)
            bound[match[1]] = match[2], places
        elif match := EVENT.fullmatch(line):
            assert bound[match[3]][0] == match[2]
            events[match[1]] = {"type": match[2]} | dict(part.split(":") for part in match[4].split())
            for role, identity in list(events[match[1]].items())[1:]:
                assert bound[identity][0] == role
        elif match := ATTRIBUTE.fullmatch(line):
            assert match[2] in bound or match[2] in events
            attributes.setdefault(match[2], {})[match[1]] = match[3] or "yes"
        else:
            assert re.fullmatch(r"#\d+\tAnnotatorNotes [ET]\d+\t.+", line), line
    return bound, events, attributes


def test_brat_reads_back_as_the_claims(tmp_path: Path) -> None:
    write(ALL, tmp_path / "out", "brat")
    bound, events, attributes = read_brat(tmp_path / "out" / "001.ann")
    assert (tmp_path / "out" / "001.txt").read_bytes() == TEXT.encode()
    assert [event["type"] for event in events.values()] == ["Attribution", "Attribution", "Attribution-no-source"]
    for event, claim in zip(events.values(), REPORT.claims, strict=True):
        roles = {"Source": claim.source.spans if claim.source else (), "Cue": claim.cue, "Content": claim.content}
        for role, spans in roles.items():
            assert (role in event) == bool(spans)
            words = "".join(place.of(TEXT) for place in (bound[event[role]][1] if spans else ()))
            assert words == "".join("".join(piece.of(TEXT).splitlines()) for piece in spans)
    assert attributes["E1"] == {"SourceType": "expert", "Naming": "named", "Act": "claim", "Quote": "direct"}
    (figure,) = (identity for identity, (kind, _) in bound.items() if kind == "Figure")
    assert attributes[figure] == {"Kind": "people", "Status": "uncorroborated", "Flagged": "yes"}


def test_brat_lines_are_those_of_polnear(tmp_path: Path) -> None:
    """As in PolNeAR: a trigger of the event's type on the cue, and the roles as the event's arguments."""
    write(ALL, tmp_path / "out", "brat")
    lines = (tmp_path / "out" / "001.ann").read_text(encoding="utf-8").split("\n")
    start, end = span("Officials in Kyiv", TEXT)
    cue = f"{span('say', TEXT).start} {span('say', TEXT).end}"
    assert f"T5\tSource {start} {end}\tOfficials in Kyiv" in lines
    assert f"T8\tAttribution {cue}\tsay" in lines
    assert "E2\tAttribution:T8 Source:T5 Cue:T6 Content:T7" in lines


def test_brat_lists_every_article_and_names_no_two_alike(tmp_path: Path) -> None:
    names = ["a", "A", "a.txt", "../a", "x" * 400, "", "🙂"]
    pairs = [(Document(name, "Ann."), make_report(Document(name, "Ann."))) for name in names]
    write([*pairs, ALL[1]], tmp_path / "out", "brat")
    lines = [json.loads(line) for line in (tmp_path / "out" / "articles.jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == [*names, "🙂 bad"]
    assert lines[-1]["error"]["message"] == "the text is empty"
    files = [line["file"] for line in lines[:-1]]
    assert len({file.casefold() for file in files}) == len(names)
    assert {f"{file}.ann" for file in files} == {path.name for path in (tmp_path / "out").glob("*.ann")}


def test_brat_configuration_knows_every_type_that_is_written(tmp_path: Path) -> None:
    write(ALL, tmp_path / "out", "brat")
    assert (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8") == configuration()
    sections = dict(re.findall(r"^\[(\w+)\]\n((?:[^\[\n].*\n)*)", configuration(), flags=re.MULTILINE))
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    bound, _, attributes = read_brat(tmp_path / "out" / "001.ann")
    known = {line.split()[0] for line in (sections["entities"] + sections["events"]).splitlines()}
    assert {kind for kind, _ in bound.values()} <= known
    values = {line.split()[0]: line.partition("Value:")[2].split("|") for line in sections["attributes"].splitlines()}
    assert all(label in values[name] or label == "yes" for of in attributes.values() for name, label in of.items())


def test_brat_writes_to_no_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ExportError, match="new or an empty folder"):
        write(ALL, tmp_path, Format.BRAT)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# --- Label Studio ---------------------------------------------------------------------------------


def test_label_studio_regions_are_the_claims() -> None:
    first, failed, nothing = json.loads(written(Format.LABELSTUDIO))
    assert first["data"]["text"] == TEXT and first["data"]["id"] == "001"
    (prediction,) = first["predictions"]
    regions = {part["id"]: part["value"] for part in prediction["result"] if part["type"] == "labels"}
    for value in regions.values():
        assert TEXT[value["start"] : value["end"]] == value["text"]
    assert len(regions) == 3 + 1 + 3 + 2 + 1
    links = [part for part in prediction["result"] if part["type"] == "relation"]
    assert all({link["from_id"], link["to_id"]} <= regions.keys() for link in links)
    assert [(link["to_id"], link["labels"]) for link in links if link["from_id"] == "c1-content-1"] == [
        ("c1-content-2", ["content"]),
        ("c1-cue-1", ["cue"]),
        ("c1-source-1", ["source"]),
    ]
    assert (prediction["score"], prediction["model_version"]) == (0.41, REPORT.signature)
    assert failed == {"data": {"id": "🙂 bad", "text": "", "error": "InputError: the text is empty"}}
    assert nothing["predictions"][0]["result"] == []


def test_label_studio_offsets_are_those_that_its_editor_turns_into_the_browsers() -> None:
    """Its editor takes code points and makes UTF-16 units of them, as here, to select in the text of the page."""
    page = TEXT.encode("utf-16-le")
    first = json.loads(written(Format.LABELSTUDIO))[0]
    for part in first["predictions"][0]["result"]:
        if part["type"] == "labels":
            start, end = (len(TEXT[: part["value"][edge]].encode("utf-16-le")) for edge in ("start", "end"))
            assert page[start:end].decode("utf-16-le") == part["value"]["text"]
            assert start // 2 > part["value"]["start"]  # emoji stand before all of them


def test_the_labelling_interface_knows_what_the_tasks_use() -> None:
    interface = ElementTree.fromstring(labelling_config())
    names = {element.get("name"): element for element in interface if element.get("name")}
    for part in json.loads(written(Format.LABELSTUDIO))[0]["predictions"][0]["result"]:
        if part["type"] == "relation":
            assert part["labels"][0] in {one.get("value") for one in interface.iter("Relation")}
        else:
            values = part["value"].get("labels") or part["value"]["choices"]
            assert set(values) <= {one.get("value") for one in names[part["from_name"]]}
            assert names[part["to_name"]].get("value") == "$text"


# --- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("format", [Format.STIX, Format.WEBANNOTATION, Format.LABELSTUDIO, Format.CSV, Format.JSONL])
def test_without_articles_it_is_valid_and_while_they_come_it_is_written(format: Format) -> None:
    stream = io.StringIO(newline="")
    with writer(stream, format) as out:
        before = len(stream.getvalue())
        out.write(ARTICLE, REPORT)
        assert len(stream.getvalue()) > before
    empty = io.StringIO(newline="")
    with writer(empty, format):
        pass
    if format not in (Format.CSV, Format.JSONL):
        assert json.loads(empty.getvalue()) is not None


def test_what_breaks_off_is_not_closed() -> None:
    stream = io.StringIO()
    with pytest.raises(KeyboardInterrupt), writer(stream, Format.LABELSTUDIO) as out:
        out.write(ARTICLE, REPORT)
        raise KeyboardInterrupt
    with pytest.raises(json.JSONDecodeError):
        json.loads(stream.getvalue())


@pytest.mark.parametrize(
    ("module", "format", "hint"),
    [("pyarrow", "parquet", "attribution[parquet]"), ("stix2", "stix", "attribution[stix]")],
)
def test_a_missing_library_is_named(
    module: str, format: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ExportError, match=re.escape(hint)):
        write(ALL, tmp_path / "out", format)


def test_a_missing_pandas_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ExportError, match=re.escape("attribution[pandas]")):
        CannedScorer().score_frame(None)


def test_no_optional_library_is_loaded_before_it_is_needed() -> None:
    code = "import sys, attribution.export; print({'pandas', 'pyarrow', 'stix2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_real_report_goes_through_every_format(tmp_path: Path, root: Path, shipped: Any) -> None:
    articles = list(read_paths([root / "examples" / "north_korea_troops.txt"]))
    pairs = list(zip(articles, shipped.score_batch(articles), strict=True))
    for format in Format:
        write(pairs, tmp_path / f"out-{format}", format)
    (_, report) = pairs[0]
    _, events, _ = read_brat(tmp_path / "out-brat" / "north_korea_troops.ann")
    assert len(events) == len(report.claims) > 10
    things = stix2.parse((tmp_path / "out-stix").read_text(encoding="utf-8")).objects
    assert sum(thing.type == "note" for thing in things) == len(report.claims)
    page = json.loads((tmp_path / "out-webannotation").read_text(encoding="utf-8"))
    (article,) = articles
    assert all(select(part, article.text) for one in page["items"] for part in targets(one))


# --- metadata for retrieval -----------------------------------------------------------------------


def test_metadata_is_flat_and_tells_how_an_article_is_sourced() -> None:
    told = REPORT.to_metadata()
    assert all(
        isinstance(value, str | int | float | bool) or (value and all(isinstance(one, str) for one in value))
        for value in told.values()
    )
    assert (told["article"], told["claims"], told["sources"]) == ("001", 3, ["Zoë Núñez", "Officials in Kyiv"])
    assert told["source_types"] == ["expert", "other_official", "unattributed"]
    assert (told["countries"], told["unnamed_sources"]) == (["ES", "UA"], True)
    assert (told["figures"], told["flagged_figures"], told["contradicted_figures"]) == (1, 1, 0)
    assert (told["sourcing"], told["rating"], told["sourcing_minimum"], told["sourcing_mean"]) == (
        0.41,
        "F6",
        0.2,
        0.41,
    )
    assert told["flags"] == ["anonymous-claim", "uncorroborated-figure"]
    assert "url" not in told and "country" not in told


def test_a_chunk_has_what_stands_in_it() -> None:
    middle = span("or\u2028more", TEXT).start
    first = REPORT.chunk_metadata(0, middle)
    assert (first["claims"], first["sources"], first["figures"], first["unnamed_sources"]) == (
        1,
        ["Zoë Núñez"],
        0,
        False,
    )
    assert (first["start"], first["end"], first["sourcing_mean"]) == (0, middle, 0.62)
    last = REPORT.chunk_metadata(span("11,000", TEXT).start, len(TEXT) + 50)
    assert (last["claims"], last["flagged_figures"]) == (2, 1)
    nothing = REPORT.chunk_metadata(0, 2)
    assert (nothing["claims"], nothing["figures"]) == (0, 0) and "sources" not in nothing
    assert "sourcing_mean" not in nothing
    contradicted = replace(REPORT, figures=tuple(replace(f, status=FigureStatus.CONTRADICTED) for f in REPORT.figures))
    assert contradicted.chunk_metadata(0, len(TEXT))["contradicted_figures"] == 1
    for start, end in ((-1, 5), (5, 5), (7, 3)):
        with pytest.raises(ValueError, match="chunk"):
            REPORT.chunk_metadata(start, end)


def test_a_claim_without_content_stands_at_its_cue() -> None:
    silent = replace(QUOTED, content=(), act=Act.NO_COMMENT)
    assert silent.place == QUOTED.cue
    assert replace(silent, cue=()).place == QUOTED.source.spans
