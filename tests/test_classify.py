"""Who a claim is ascribed to. The network's readings are made up here; every sentence is our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from attribution import classify as stage
from attribution.datatypes import (
    Attribution,
    Claim,
    Document,
    Entity,
    Linked,
    Naming,
    QuoteKind,
    Relation,
    Segments,
    Source,
    SourceType,
    Span,
    Via,
)
from attribution.labels import ACTS, COUNTRIES, NAMINGS, SOURCE_TYPES
from attribution.segment import segment
from attribution.settings import Settings


def spread(labels: Sequence[str | None], given: Mapping[str | None, float] | Mapping[str, float]) -> tuple[float, ...]:
    """Probabilities of an enum's labels: those given, and what is left over in equal shares."""
    rest = (1.0 - sum(given.values())) / (len(labels) - len(given))
    return tuple(given.get(label, rest) for label in labels)


def make_span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def make_relation(text: str, source: str, content: str, types: Mapping[str, float], nowhere: float = 0.05) -> Relation:
    """``nowhere``: the network's probability that the source belongs to no country; the others are equally likely."""
    return Relation(
        source=(make_span(text, source),) if source else (),
        cue=(),
        content=(make_span(text, content),),
        confidence=0.87654321,
        types=spread(SOURCE_TYPES, types),
        namings=spread(NAMINGS, {"institution": 0.6, "none": 0.3}),
        acts=spread(ACTS, {"denial": 0.7}),
        countries=spread(COUNTRIES, {None: nowhere}),
    )


def make_linked(text: str, *relations: Relation, via: Via | None = None, joined: bool = False) -> Linked:
    """One entity for each relation that has a source, or (``joined``) one for all of them."""
    mentions = [relation.source for relation in relations if relation.source]
    groups = [tuple(span for spans in mentions for span in spans)] if joined else mentions
    entities = tuple(Entity(group[0].of(text), group) for group in groups)
    index = {spans: number for number, group in enumerate(groups) for spans in mentions if set(spans) <= set(group)}
    attributions = tuple(Attribution(relation, index.get(relation.source), via) for relation in relations)
    return Linked(attributions, entities)


def classified(text: str, linked: Linked) -> tuple[tuple[Claim, ...], tuple[Source, ...]]:
    document = Document("a", text)
    return stage.classify(document, segment(document), linked, Settings())


def one(
    text: str,
    source: str,
    types: Mapping[str, float],
    content: str = "it",
    via: Via | None = None,
    nowhere: float = 0.05,
) -> Claim:
    linked = make_linked(text, make_relation(text, source, content, types, nowhere), via=via)
    (claim,), _ = classified(text, linked)
    return claim


def test_a_claim_carries_what_the_network_read() -> None:
    text = "The ministry in Oslo denied that it had signed."
    claim = one(text, "The ministry in Oslo", {"western_official": 0.8}, "it had signed")
    assert claim.source is not None
    assert (claim.id, claim.act.value, claim.confidence) == ("c1", "denial", 0.8765)
    assert (claim.figures, claim.score) == ((), None)
    assert (claim.source.id, claim.source.text) == ("s1", "The ministry in Oslo")
    assert claim.source.naming is Naming.INSTITUTION
    assert (claim.source.type, claim.source.country) == (SourceType.WESTERN_OFFICIAL, "NO")


def test_no_source_words_mean_no_name_and_nobody() -> None:
    claim = one("Reportedly it sank.", "", {"other_official": 0.9}, "it sank")
    assert claim.source is not None
    assert (claim.source.id, claim.source.type, claim.source.naming) == (None, SourceType.UNATTRIBUTED, Naming.NONE)


TYPES = [
    # source words, what the network finds likeliest, type, country
    ("Ruritania's cabinet", "other_official", "other_official", None),
    ("A Polish general", "other_official", "western_official", "PL"),
    ("Japanese officials", "western_official", "other_official", "JP"),
    ("The European Commission", "other_official", "western_official", "EU"),
    ("A U.N. envoy", "other_official", "international_organization", "UN"),
    ("Turkish lawmakers", "politician", "politician", "TR"),
    ("KCNA", "other_official", "state_media", "KP"),
    ("state television", "news_media", "state_media", None),
    ("The BBC", "business", "news_media", "GB"),
    ("A reader of The Guardian", "private_individual", "private_individual", None),
    ("U.S.-backed fighters", "armed_group", "armed_group", None),
    ("Lavrov", "other_official", "other_official", "RU"),
]


@pytest.mark.parametrize(("source", "likeliest", "expected", "country"), TYPES)
def test_type_and_country(source: str, likeliest: str, expected: str, country: str | None) -> None:
    claim = one(f"{source} said it.", source, {likeliest: 0.6})
    assert claim.source is not None
    assert (claim.source.type.value, claim.source.country) == (expected, country)


def test_a_rule_is_worth_its_own_certainty_and_a_reading_its_probability() -> None:
    ruled, read = (one(f"{source} said it.", source, {"expert": 0.6}) for source in ("KCNA", "A man"))
    assert ruled.source is not None and read.source is not None
    certainty = Settings().certainty
    assert ruled.source.type_probability == round(certainty.of_type(Settings().typing.rule_certainty), 4)
    assert read.source.type_probability == pytest.approx(certainty.of_type(0.6), abs=1e-4)


def test_what_is_known_through_state_media_is_state_media() -> None:
    text = "The leader was pleased, KCNA said."
    via = Via("KCNA", make_span(text, "KCNA"), SourceType.STATE_MEDIA)
    claim = one(text, "The leader", {"other_official": 0.99}, "pleased", via)
    assert claim.source is not None
    assert (claim.source.type, claim.source.country, claim.via) == (SourceType.STATE_MEDIA, "KP", via)


def test_mentions_of_one_source_are_read_together() -> None:
    text = "Anna Lund, an economist, saw growth. She saw no risk."
    named = make_relation(text, "Anna Lund, an economist", "growth", {"expert": 0.9})
    pronoun = make_relation(text, "She", "no risk", {"politician": 0.3, "expert": 0.25})
    apart, _ = classified(text, make_linked(text, named, pronoun))
    together, (source,) = classified(text, make_linked(text, named, pronoun, joined=True))
    assert [c.source.type.value for c in apart if c.source] == ["expert", "politician"]
    assert [c.source.type.value for c in together if c.source] == ["expert", "expert"]
    assert (source.id, source.name) == ("s1", "Anna Lund, an economist")
    assert (source.claims, source.reliability) == (("c1", "c2"), "F")


def test_a_source_that_names_no_country_gets_one_that_its_type_allows() -> None:
    text = "Moscow and Kyiv met in Oslo. Officials spoke of it. Russia gained."
    west = one(text, "Officials", {"western_official": 0.9}, nowhere=0.01)
    east = one(text, "Officials", {"other_official": 0.9}, nowhere=0.01)
    nobody = one(text, "Officials", {"unnamed_source": 0.9}, nowhere=0.4)
    assert [c.source.country for c in (west, east, nobody) if c.source] == ["NO", "RU", None]


def test_sources_are_numbered_by_first_mention_and_claims_in_text_order() -> None:
    text = "It rose, said Ito. It fell, said Abe."
    said = {"expert": 0.6}
    linked = make_linked(text, make_relation(text, "Ito", "It rose", said), make_relation(text, "Abe", "It fell", said))
    claims, sources = classified(text, linked)
    assert [(c.id, c.source.id) for c in claims if c.source] == [("c1", "s1"), ("c2", "s2")]
    assert [(s.id, s.name, s.claims) for s in sources] == [("s1", "Ito", ("c1",)), ("s2", "Abe", ("c2",))]


def test_an_article_without_attributions() -> None:
    assert classified("Nothing was said.", Linked((), ())) == ((), ())


QUOTES = [
    ("He said “we won”.", ["“we won”"], QuoteKind.DIRECT),
    ("“We,” he said, “won.”", ["“We,”", "“won.”"], QuoteKind.DIRECT),
    ("He said they won.", ["they won"], QuoteKind.INDIRECT),
    ("He called it “a crime” of war.", ["it “a crime” of war"], QuoteKind.MIXED),
    ("“We won,” he said. They left.", ["“We won,”", "They left"], QuoteKind.MIXED),
]


@pytest.mark.parametrize(("text", "pieces", "kind"), QUOTES)
def test_quote_kind(text: str, pieces: list[str], kind: QuoteKind) -> None:
    content = tuple(make_span(text, piece) for piece in pieces)
    segments: Segments = segment(Document("a", text))
    assert stage.quote_kind(text, content, segments) is kind
