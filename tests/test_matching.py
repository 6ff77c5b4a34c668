"""Figures across articles: made-up reports of one event, each with a sentence by somebody."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import pytest
from factories import make_claim, make_figure, make_report, make_source

from attribution import Corpus, Document, InputError, Report, Settings, corroborate, dumps, loads
from attribution.datatypes import Act, FigureKind, Naming, SourceType, Traits
from attribution.matching.reprints import containment, copies, fingerprint, packed
from attribution.matching.topics import topics_of
from attribution.segment import segment

BLAST = "{who} said {words} were killed when a bomb went off in the bus station of Karvat on Friday."


def article(id: str, who: str, words: str, low: float | None, high: float | None = None, **fields: Any) -> Report:
    """A report of one sentence in which somebody gives a toll."""
    text = fields.pop("text", BLAST).format(who=who, words=words)
    document = Document(id, text, fields.pop("title", "Bomb in Karvat"), fields.pop("publisher", f"Outlet {id}"))
    figure = make_figure(
        "f1",
        words,
        text,
        low=low,
        high=high if high is not None else low,
        unit="person killed",
        kind=FigureKind.CASUALTIES,
        sentence=text,
        claim="c1" if who else None,
        reason=f"figure from {who}; no independent source in this article",
    )
    kind = {
        "type": fields.pop("type", SourceType.OTHER_OFFICIAL),
        "naming": Naming.INSTITUTION,
        "country": fields.pop("country", "SY"),
    }
    act = fields.pop("act", Act.CLAIM)
    claims = (make_claim("c1", words, text, who=who, figures=("f1",), act=act, **kind),) if who else ()
    sources = (make_source("s1", who, text, **kind),) if who else ()
    segments = segment(document)
    return make_report(
        document,
        claims=claims,
        sources=sources,
        figures=(figure,),
        published=fields.pop("published", "2016-06-11"),
        topics=topics_of(document),
        fingerprint=fields.pop("fingerprint", fingerprint(document, segments)),
        **fields,
    )


MINISTRY = article("a", "the interior ministry", "40 people", 40)
MONITOR = article("b", "a monitoring group", "at least 41 people", 41, None, type=SourceType.NGO, country="GB")


def figures(corpus: Corpus) -> list[Any]:
    return [figure for report in corpus if isinstance(report, Report) for figure in report.figures]


def statuses(*reports: Report) -> list[str]:
    return [figure.status.value for figure in figures(corroborate(reports))]


def test_an_independent_origin_in_another_article_corroborates() -> None:
    corpus = corroborate([MINISTRY, MONITOR])
    one, other = figures(corpus)
    assert one.status.value == other.status.value == "corroborated"
    assert one.origins == 2 and not one.flagged and not corpus.reports[0].flags  # type: ignore[union-attr]
    assert [(e.document, e.figure, e.claim, e.agrees, e.independent) for e in one.evidence] == [
        ("b", "f1", "c1", True, True)
    ]
    assert one.reason == "figure from the interior ministry; also given by a monitoring group in b"
    (quantity,) = corpus.quantities
    assert (quantity.status.value, quantity.origins, len(quantity.mentions)) == ("corroborated", 2, 2)
    before, after = MINISTRY.claims[0].score, corpus.reports[0].claims[0].score  # type: ignore[union-attr]
    assert before is not None and after is not None and after.credibility == 2 != before.credibility


ECHOES = {
    "the same ministry": article("b", "the interior ministry", "40 people", 40),
    "its government's news agency": article("b", "the news agency", "40 people", 40, type=SourceType.STATE_MEDIA),
    "a denial": article("b", "a monitoring group", "40 people", 40, type=SourceType.NGO, country="GB", act=Act.DENIAL),
    "another day": article("b", "a monitoring group", "40 people", 40, type=SourceType.NGO, published="2016-09-30"),
    "another town": article(
        "b",
        "a monitoring group",
        "40 people",
        40,
        type=SourceType.NGO,
        title="Ferry sinks off Sumala",
        text="{who} said {words} drowned as an overloaded ferry sank off Sumala in heavy rain on Thursday.",
    ),
}


@pytest.mark.parametrize("other", ECHOES.values(), ids=ECHOES)
def test_echoes_do_not_corroborate(other: Report) -> None:
    assert statuses(MINISTRY, other) == ["uncorroborated"] * 2


def test_articles_own_voices_are_a_weaker_origin() -> None:
    words = "A bomb went off in the bus station of Karvat on Friday and killed {words}, wounding scores and setting "
    words += "fire to two buses that had just come in from the north with pilgrims on their way home."
    own = article("a", "", "40 people", 40, text=words)
    reprint = article("b", "", "40 people", 40, text=words)
    other = article("c", "", "40 people", 40)
    assert statuses(own, reprint) == ["uncorroborated"] * 2
    assert statuses(own, other) == ["uncorroborated"] * 2  # neither says where it has it from
    corpus = corroborate([own, MONITOR])
    assert [figure.status.value for figure in figures(corpus)] == ["corroborated"] * 2
    assert [e.own_voice for figure in figures(corpus) for e in figure.evidence] == [False, True]
    monitor = corpus.reports[1]
    assert isinstance(monitor, Report) and monitor.claims[0].score is not None
    assert monitor.claims[0].score.credibility == 3


def test_an_article_may_repeat_in_its_own_voice_whom_it_quotes() -> None:
    quoting = article("c", "a monitoring group", "40 people", 40, type=SourceType.NGO, country="GB")
    voice = dataclasses.replace(quoting, figures=(dataclasses.replace(quoting.figures[0], claim=None),))
    assert statuses(voice, MONITOR) == ["uncorroborated"] * 2
    assert statuses(voice, MINISTRY) == ["corroborated"] * 2


def test_a_denial_disputes_the_figure_and_never_supports_it() -> None:
    denial = article("c", "the army", "40 people", 40, act=Act.DENIAL, country="TR")
    corpus = corroborate([MINISTRY, MONITOR, denial])
    assert [figure.status.value for figure in figures(corpus)] == ["corroborated", "corroborated", "uncorroborated"]
    assert all(figure.disputed and figure.flagged for figure in figures(corpus))
    assert figures(corpus)[0].reason.endswith("; denied by the army in c")


def test_a_reason_says_that_a_source_is_not_named_and_has_an_interest() -> None:
    claim = MINISTRY.claims[0]
    assert claim.source is not None
    traits = dataclasses.replace(Traits(*[0.5] * 8), interest=0.9)
    unnamed = dataclasses.replace(claim, source=dataclasses.replace(claim.source, naming=Naming.UNNAMED), traits=traits)
    (figure,) = figures(corroborate([dataclasses.replace(MINISTRY, claims=(unnamed,))]))
    who = "the interior ministry (not named, with an interest in it)"
    assert figure.reason == f"figure from {who}; no independent source in this article"


def test_the_value_of_more_origins_contradicts_that_of_fewer() -> None:
    another = article("c", "a hospital", "40 people", 40, type=SourceType.EXPERT)
    odd = article("d", "a shipping company", "55 people", 55, type=SourceType.BUSINESS)
    assert statuses(MINISTRY, MONITOR, another, odd) == ["corroborated"] * 3 + ["contradicted"]


def test_values_that_cannot_both_be_right_conflict_unless_they_rise_with_time() -> None:
    early = article("a", "the interior ministry", "12 people", 12)
    late = article("b", "a monitoring group", "19 people", 19, type=SourceType.NGO, country="GB")
    assert statuses(early, late) == ["contradicted"] * 2
    next_day = dataclasses.replace(late, published="2016-06-12")
    corpus = corroborate([early, next_day])
    assert [figure.status.value for figure in figures(corpus)] == ["uncorroborated"] * 2
    assert [quantity.evolving for quantity in corpus.quantities] == [True]


def test_doing_it_again_changes_nothing_and_order_does_not_matter() -> None:
    reports = [MINISTRY, MONITOR, article("c", "", "40 people", 40), ECHOES["another town"]]
    reports[3] = dataclasses.replace(reports[3], id="d")
    corpus = corroborate(reports)
    assert corroborate(corpus) == corpus
    found = {report.id: dumps(report) for report in corpus}
    for order in itertools.permutations(reports):
        again = corroborate(order)
        assert [report.id for report in again] == [report.id for report in order]
        assert all(loads(dumps(report)) == report for report in again)
        assert [figure.status for figure in figures(again)] == [
            loads(found[report.id]).figures[0].status
            for report in order  # type: ignore[union-attr]
        ]


def test_two_articles_of_one_id_are_refused() -> None:
    with pytest.raises(InputError, match="two reports have the id 'a'"):
        corroborate([MINISTRY, MINISTRY], Settings())


# --- texts that are copied --------------------------------------------------------------------

WIRE = (
    "A bomb went off in the bus station of Karvat on Friday morning, killing at least forty people and wounding "
    "many more, officials said. Rescue workers dug through the rubble of the waiting hall until late at night while "
    "families stood behind a rope and called out names. The governor closed all schools for three days.\n"
)
OWN = (
    "Our reporter counted nine ambulances outside the hospital, where doctors asked for blood and a list of the "
    "wounded had been taped to a window. A man who sells tea there told how the roof had come down in the end.\n"
)


def printed(text: str) -> set[int]:
    document = Document("a", text)
    return set(fingerprint(document, segment(document)))


def test_a_copied_text_is_found_in_a_longer_one_and_in_other_lines() -> None:
    assert containment(printed(WIRE), printed(OWN + WIRE)) > 0.9
    assert containment(printed(WIRE), printed(WIRE.upper())) == 1.0
    assert containment(printed(WIRE), printed(OWN)) == 0.0


def test_quotations_and_short_lines_are_no_trace() -> None:
    speech = "“We will find those who did this, wherever they hide and whoever pays them, and bring them to court,” "
    said = speech + "he said.\n"
    assert containment(printed(OWN + said), printed(WIRE + said)) == 0.0
    assert printed("Subscribe to our newsletter\nMore on this story\n") == set()


def test_copies_go_by_the_first_article_that_carries_the_text() -> None:
    texts = {"a": printed(WIRE), "b": printed(OWN), "c": printed(WIRE + OWN), "d": set[int]()}
    fingerprints = {name: packed(one) for name, one in texts.items()}
    assert copies(fingerprints, 0.5) == {"a": "a", "b": "b", "c": "a", "d": "d"}


# --- very many mentions -----------------------------------------------------------------------


def test_of_very_many_mentions_each_is_held_against_those_next_to_it() -> None:
    limits = dataclasses.replace(Settings().matching, most=4)
    reports = [article(f"a{n}", f"witness group {n}", "40 people", 40, type=SourceType.NGO) for n in range(9)]
    corpus = corroborate(reports, dataclasses.replace(Settings(), matching=limits))
    (quantity,) = corpus.quantities
    assert len(quantity.mentions) == 9
    first, middle = figures(corpus)[0], figures(corpus)[4]
    assert [one.document for one in first.evidence] == ["a1", "a2", "a3", "a4"]
    assert [one.document for one in middle.evidence] == ["a2", "a3", "a5", "a6"]
    assert middle.reason.endswith("; 4 more mentions of the same quantity were not looked at")
