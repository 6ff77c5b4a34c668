"""Which figures of one article support each other: made-up articles, a source for each sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from attribution.corroboration import corroborate
from attribution.datatypes import (
    Act,
    Claim,
    ClaimSource,
    Document,
    Figure,
    FigureKind,
    FigureStatus,
    Naming,
    QuoteKind,
    Source,
    SourceType,
    Span,
    Via,
)
from attribution.matching.topics import topics_of
from attribution.matching.values import agrees
from attribution.settings import Settings

CASUALTIES, THINGS, MONEY, PERCENT = FigureKind.CASUALTIES, FigureKind.THINGS, FigureKind.MONEY, FigureKind.PERCENT


@dataclass(frozen=True)
class Said:
    """A sentence with its figure in [brackets], and who says it (type None: the article itself)."""

    text: str
    low: float | None
    high: float | None
    unit: str = "person killed"
    kind: FigureKind = CASUALTIES
    type: SourceType | None = SourceType.OTHER_OFFICIAL
    source: str = "the ministry"
    country: str | None = None
    naming: Naming = Naming.INSTITUTION
    act: Act = Act.CLAIM
    via: str | None = None
    entity: str | None = None
    contestable: float = 0.9


def article(*sentences: Said) -> tuple[Document, tuple[Claim, ...], tuple[Source, ...], tuple[Figure, ...]]:
    text, claims, figures = "", [], []
    for number, said in enumerate(sentences, 1):
        start, end = len(text) + said.text.index("["), len(text) + said.text.index("]") - 1
        text += said.text.replace("[", "").replace("]", "") + " "
        claim = _claim(number, said, Span(start, end)) if said.type else None
        claims += [claim] if claim else []
        figures.append(
            Figure(
                id=f"f{number}",
                span=Span(start, end),
                text=text[start:end],
                low=said.low,
                high=said.high,
                unit=said.unit,
                kind=said.kind,
                hedged=said.high is None,
                sentence=said.text.replace("[", "").replace("]", ""),
                claim=claim.id if claim else None,
                contestable=said.contestable,
            )
        )
    return Document(id="a", text=text), tuple(claims), (), tuple(figures)


def _claim(number: int, said: Said, content: Span) -> Claim:
    assert said.type is not None
    name = "" if said.naming is Naming.NONE else said.source
    entity = (said.entity or f"s{number}") if name else None
    source = ClaimSource(entity, (), name, said.type, 1.0, said.naming, said.country)
    via = Via(said.via, Span(0, 1), SourceType.NEWS_MEDIA) if said.via else None
    return Claim(f"c{number}", True, source, via, (), (content,), QuoteKind.INDIRECT, said.act, 1.0)


def judged(*sentences: Said) -> tuple[Figure, ...]:
    document, *rest = article(*sentences)
    return corroborate(document, topics_of(document), *rest, Settings())


def statuses(*sentences: Said) -> list[str]:
    return [figure.status.value for figure in judged(*sentences)]


NGO, OFFICIAL = SourceType.NGO, SourceType.OTHER_OFFICIAL
BLAST = Said("The blast at the market killed [at least 40 people], the ministry said.", 40, None, country="SY")
MONITOR = Said("A watchdog put the toll of the market blast at [43 dead].", 43, 43, type=NGO, source="a watchdog")


def test_an_independent_source_with_a_compatible_value_corroborates_both() -> None:
    first, second = judged(BLAST, MONITOR)
    assert first.status is second.status is FigureStatus.CORROBORATED
    assert (first.origins, first.flagged) == (2, False)
    assert [(e.document, e.figure, e.claim, e.agrees, e.independent) for e in first.evidence] == [
        ("a", "f2", "c2", True, True)
    ]
    assert first.reason == "estimate from the ministry; also given by a watchdog"


def vary(base: Said, **changes: object) -> Said:
    return replace(base, **changes)  # type: ignore[arg-type]


NOT_INDEPENDENT = {
    "the article's own voice": vary(MONITOR, type=None),
    "no source": vary(MONITOR, type=SourceType.UNATTRIBUTED, naming=Naming.NONE),
    "a denial": vary(MONITOR, act=Act.DENIAL),
    "no comment": vary(MONITOR, act=Act.NO_COMMENT),
    "the same source again": vary(MONITOR, type=OFFICIAL, entity="s1"),
    "the same government": vary(MONITOR, type=OFFICIAL, country="SY"),
    "its state media": vary(MONITOR, type=SourceType.STATE_MEDIA, country="SY"),
    "officials of a country not known": vary(MONITOR, type=OFFICIAL, country=None),
    "a joint statement": vary(MONITOR, type=OFFICIAL, source="Turkish and Syrian officials", country="TR"),
}


@pytest.mark.parametrize("other", NOT_INDEPENDENT.values(), ids=NOT_INDEPENDENT)
def test_echoes_do_not_corroborate(other: Said) -> None:
    figures = judged(BLAST, other)
    assert [figure.status.value for figure in figures] == ["uncorroborated"] * 2
    assert all(figure.origins == 1 and figure.flagged for figure in figures)
    assert figures[0].evidence[0].agrees and not figures[0].evidence[0].independent


SAME_TYPE = [
    ("two governments", {"type": OFFICIAL, "country": "SY"}, {"type": OFFICIAL, "country": "TR"}, True),
    ("Western officials and others", {"type": OFFICIAL}, {"type": SourceType.WESTERN_OFFICIAL}, True),
    ("two named groups abroad", {"country": "GB"}, {"country": "US"}, True),
    ("a group and its director", {"country": "GB"}, {"country": "SY", "naming": Naming.NAMED}, False),
    ("a group not yet named", {"country": None}, {"country": "GB"}, False),
    ("unnamed people", {"naming": Naming.UNNAMED, "country": "SY"}, {"naming": Naming.UNNAMED, "country": "TR"}, False),
    ("one medium", {"via": "Agence X"}, {"type": SourceType.EXPERT, "via": "Agence X"}, False),
    ("a medium and its source", {"via": "Agence X"}, {"type": SourceType.NEWS_MEDIA, "source": "Agence X"}, False),
    (
        "somebody, and anybody",
        {"naming": Naming.UNNAMED},
        {"type": SourceType.UNNAMED_SOURCE, "naming": Naming.UNNAMED},
        False,
    ),
]


@pytest.mark.parametrize(("name", "one", "other", "expected"), SAME_TYPE, ids=[row[0] for row in SAME_TYPE])
def test_sources_of_one_kind(name: str, one: dict[str, object], other: dict[str, object], expected: bool) -> None:
    found = statuses(vary(MONITOR, **{"source": "one"} | one), vary(MONITOR, **{"source": "other"} | other))
    assert found == ["corroborated" if expected else "uncorroborated"] * 2


OTHER_QUANTITIES = {
    "wounded": vary(MONITOR, text="A watchdog counted [43 wounded] after the market blast.", unit="person wounded"),
    "state from its words": vary(MONITOR, text="A watchdog counted [43 injured people] there.", unit="person"),
    "another kind": vary(MONITOR, text="A watchdog counted [43 shells] in the market.", unit="shell", kind=THINGS),
    "another size": vary(MONITOR, text="A watchdog says the war has killed [5,000 people].", low=5000, high=5000),
}


@pytest.mark.parametrize("other", OTHER_QUANTITIES.values(), ids=OTHER_QUANTITIES)
def test_other_quantities_are_left_alone(other: Said) -> None:
    first, second = judged(BLAST, other)
    assert first.status is second.status is FigureStatus.UNCORROBORATED
    assert first.evidence == second.evidence == ()


def test_a_small_number_in_other_words_is_another_event() -> None:
    here = vary(BLAST, text="Gunmen shot [two guards] at the border post, the ministry said.", low=2, high=2)
    there = vary(MONITOR, text="A ferry that sank off the coast drowned [two people], a watchdog said.", low=2, high=2)
    assert statuses(here, there) == ["uncorroborated"] * 2


def test_a_disputed_toll_is_contradicted_and_both_values_are_kept() -> None:
    low = vary(BLAST, text="The ministry said [20 soldiers] died in the raid on the northern base.", low=20, high=20)
    high = vary(MONITOR, text="A watchdog said [28 soldiers] died in the raid on the northern base.", low=28, high=28)
    first, second = judged(vary(low, unit="soldier killed"), vary(high, unit="soldier killed"))
    assert first.status is second.status is FigureStatus.CONTRADICTED
    assert first.flagged and first.origins == 1
    assert first.reason == "figure from the ministry; a watchdog gives “28 soldiers”"
    assert [(e.agrees, e.independent) for e in first.evidence] == [(False, True)]


def test_shares_and_money_must_be_equal_and_worded_alike() -> None:
    share = Said("Inflation in the country reached [12 percent] in May, the ministry said.", 12, 12, "percent", PERCENT)
    same = vary(share, text="Inflation reached [12 percent] in May, the bank said.", type=NGO, source="a bank")
    other = vary(same, text="Turnout in the north was [12 percent], the bank said.")
    assert statuses(share, same) == ["corroborated"] * 2
    assert statuses(share, other) == ["uncorroborated"] * 2
    dollars = Said("The bridge cost [$3 million], the ministry said.", 3e6, 3e6, "USD", MONEY)
    euros = vary(dollars, text="The bridge cost [3 million euros], a club said.", unit="EUR", type=NGO, source="a club")
    assert statuses(dollars, euros) == ["uncorroborated"] * 2


BOUNDS = [
    ((40, 40), (43, 43), True),
    ((40, 40), (50, 50), False),
    ((40, None), (43, 43), True),
    ((40, None), (4000, 4000), False),
    ((None, 40), (39, 39), True),
    ((None, 40), (4, 4), False),
    ((24, 99), (29, None), True),
    ((10_000, 12_000), (11_000, 11_000), True),
    ((0, 0), (0, 0), True),
    ((None, None), (3, 3), False),
]


@pytest.mark.parametrize(("one", "other", "expected"), BOUNDS)
def test_compatible_bounds(one: tuple[float | None, ...], other: tuple[float | None, ...], expected: bool) -> None:
    a, b = (
        Figure(id="f", span=Span(0, 1), text="x", low=low, high=high, unit="", kind=THINGS, hedged=False)
        for low, high in (one, other)
    )
    assert agrees(a, b, Settings().figures) is agrees(b, a, Settings().figures) is expected


def test_flags_and_reasons() -> None:
    routine, own, pronoun, denied, nobody, relayed = judged(
        vary(BLAST, contestable=0.1),
        Said("The town has [900 houses].", 900, 900, "house", THINGS, type=None),
        Said("He counted [11 tanks].", 11, 11, "tank", THINGS, source="He", country="RU", naming=Naming.NAMED),
        Said("They denied losing [7 jets].", 7, 7, "jet", THINGS, source="the army", country="IR", act=Act.DENIAL),
        Said("Reportedly [6 trucks] burned.", 6, 6, "truck", THINGS, SourceType.UNATTRIBUTED, naming=Naming.NONE),
        Said("A witness saw [5 boats].", 5, 5, "boat", THINGS, NGO, "a witness", via="Agence X"),
    )
    assert not routine.flagged and own.flagged
    end = "; no independent source in this article"
    assert own.reason == "figure in the article's own voice" + end
    assert pronoun.reason == "figure from He" + end
    assert denied.reason == "figure denied by the army" + end
    assert nobody.reason == "figure without a named source" + end
    assert relayed.reason == "figure from a witness by way of Agence X" + end


def test_a_pronoun_is_named_and_nothing_but_the_verdict_changes() -> None:
    document, claims, _, figures = article(vary(BLAST, source="he", naming=Naming.NAMED))
    who = Source("s1", "Minister Adel Rami", OFFICIAL, Naming.NAMED, "SY", (), "F", ("c1",))
    (figure,) = corroborate(document, topics_of(document), claims, (who,), figures, Settings())
    assert figure.reason.startswith("estimate from Minister Adel Rami;")
    assert (figure.id, figure.span, figure.low, figure.claim) == ("f1", figures[0].span, 40, "c1")
    assert corroborate(document, topics_of(document), (), (), (), Settings()) == ()
