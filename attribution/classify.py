"""Who each claim is ascribed to: source type, naming, country, act, and whether the content is quoted.

The network reads every relation on its own. Here the readings of all mentions of one source are combined, and
facts that no reading of one sentence can supply (which outlets a state runs, which states are western) decide
where the taxonomy makes them decide.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from . import lexicon
from .datatypes import (
    Attribution,
    Claim,
    ClaimSource,
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
    Spans,
    Via,
)
from .labels import ACTS, NAMINGS, SOURCE_TYPES
from .settings import Settings, Typing

T = TypeVar("T")

OFFICIALS = (SourceType.WESTERN_OFFICIAL, SourceType.OTHER_OFFICIAL)
MEDIA = (SourceType.STATE_MEDIA, SourceType.NEWS_MEDIA)
# Sources whose country the article around them tells when their own words do not. Documents, unnamed sources,
# unnamed intelligence, armed groups and organizations that work across borders are left without one.
PLACED = frozenset(
    {
        *OFFICIALS,
        *MEDIA,
        SourceType.INTELLIGENCE_AGENCY,
        SourceType.POLITICIAN,
        SourceType.PRIVATE_INDIVIDUAL,
        SourceType.EXPERT,
        SourceType.BUSINESS,
        SourceType.AUTHOR,
    }
)
# Votes for the country of a source that names none; chosen on the training articles.
MENTION, SAME_SENTENCE, OTHER_SOURCE, SOURCE_OF_TYPE = 1, 2, 1, 3

UNRELIABLE = "F"  # no track record: one article does not make one
_FLOOR = 1e-3  # a label that one reading excludes may still be right in the others

_PRONOUN = re.compile(r"(?:s?he|they|it|who|which|i|we|you|him|her|them|this|that)", re.IGNORECASE)
_BACKED = re.compile(r"-(?:backed|born|trained|funded|supported|allied|aligned)\b")  # "the U.S.-backed rebels"
_TOWARDS = re.compile(r"(?:anti|pro|non)-$", re.IGNORECASE)  # "pro-Russian separatists"
# "A senior Western official", "Western and Ukrainian officials": of the West, whose first label a joint source takes.
_OF_THE_WEST = re.compile(
    r"(?:(?:the|an?|one|some|several|many|two|three|other|senior|top|unnamed) )*(?:Western|European)\b"
    r"(?! (?:Union|Commission|Parliament|Council))",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SMALL = re.compile(r"\b(?:the|an?|and|or|of|both)\b|\W+", re.IGNORECASE)


def classify(
    document: Document, segments: Segments, linked: Linked, settings: Settings
) -> tuple[tuple[Claim, ...], tuple[Source, ...]]:
    """Claims (``c1``…) and sources (``s1``…) in text order; figures and scores are left to later stages."""
    article = _Article(document.text, segments, linked, settings.typing)
    used = {a.entity for a in linked.attributions if a.entity is not None}
    entities = sorted(used, key=lambda index: linked.entities[index].mentions)
    keys = {entity: f"s{number}" for number, entity in enumerate(entities, start=1)}
    readings = _placed(article, [_read(article, attribution) for attribution in linked.attributions])
    claims = tuple(
        _claim(f"c{number}", article, attribution, reading, keys)
        for number, (attribution, reading) in enumerate(zip(linked.attributions, readings, strict=True), start=1)
    )
    return claims, tuple(_source(linked.entities[entity], key, claims) for entity, key in keys.items())


@dataclass(frozen=True)
class _Article:
    text: str
    segments: Segments
    linked: Linked
    typing: Typing

    def words(self, spans: Iterable[Span]) -> str:
        return " ".join(span.of(self.text) for span in spans)

    def entity(self, attribution: Attribution) -> Entity | None:
        return None if attribution.entity is None else self.linked.entities[attribution.entity]


@dataclass(frozen=True)
class _Reading:
    """What is decided about one attribution's source: its type, how sure that is, and its country."""

    type: SourceType
    probability: float
    country: str | None


def _claim(key: str, article: _Article, attribution: Attribution, reading: _Reading, keys: dict[int, str]) -> Claim:
    relation = attribution.relation
    source = ClaimSource(
        id=None if attribution.entity is None else keys[attribution.entity],
        spans=relation.source,
        text=article.words(relation.source),
        type=reading.type,
        type_probability=round(reading.probability, 4),
        naming=_naming(relation),
        country=reading.country,
    )
    return Claim(
        id=key,
        attributed=True,
        source=source,
        via=attribution.via,
        cue=relation.cue,
        content=relation.content,
        quote=quote_kind(article.text, relation.content, article.segments),
        act=ACTS[_argmax(relation.acts)],
        confidence=round(relation.confidence, 4),
    )


def _source(entity: Entity, key: str, claims: Sequence[Claim]) -> Source:
    own = [(claim.id, claim.source) for claim in claims if claim.source is not None and claim.source.id == key]
    return Source(
        id=key,
        name=entity.name,
        type=_majority([source.type for _, source in own]),
        naming=_majority([source.naming for _, source in own]),
        country=_majority([source.country for _, source in own if source.country is not None] or [None]),
        mentions=entity.mentions,
        reliability=UNRELIABLE,
        claims=tuple(claim for claim, _ in own),
    )


def _majority(values: Sequence[T]) -> T:
    """The most frequent value, the earlier one of two that are equally frequent."""
    return Counter(values).most_common(1)[0][0]


def _argmax(values: Sequence[float]) -> int:
    return max(range(len(values)), key=values.__getitem__)


# --- naming and quotation ---------------------------------------------------------------------


def _naming(relation: Relation) -> Naming:
    """The likeliest label; "none" exactly where the relation has no source words."""
    if not relation.source:
        return Naming.NONE
    return max((n for n in NAMINGS if n is not Naming.NONE), key=lambda n: relation.namings[NAMINGS.index(n)])


def quote_kind(text: str, content: Spans, segments: Segments) -> QuoteKind:
    """Direct when every word of the content stands inside quotation marks, indirect when none does, else mixed."""
    quoted = [segments.quoted(span.start + word.start()) for span in content for word in _WORD.finditer(span.of(text))]
    if not any(quoted):
        return QuoteKind.INDIRECT
    return QuoteKind.DIRECT if all(quoted) else QuoteKind.MIXED


# --- source type ------------------------------------------------------------------------------


def _read(article: _Article, attribution: Attribution) -> _Reading:
    """Type and country by what the source's own words, its entity's other mentions and its medium say."""
    probabilities = dict(zip(SOURCE_TYPES, _combined(article, attribution), strict=True))
    if attribution.relation.source:
        del probabilities[SourceType.UNATTRIBUTED]  # it means that there is no source
    likeliest = max(probabilities, key=probabilities.__getitem__)
    if (kind := _settled(article, attribution, likeliest)) is not None:
        country = _own_country(article, attribution, outlets=kind in MEDIA)
        return _Reading(kind, max(probabilities[kind], article.typing.rule_certainty), country)
    western = _is_western(article, attribution)
    country = None if western else _own_country(article, attribution, outlets=likeliest in MEDIA)
    if likeliest not in OFFICIALS or not (western or country):
        return _Reading(likeliest, probabilities[likeliest], country)
    # That the source is official is the network's reading, and only as sure; of which state, the country tells.
    official = math.fsum(probabilities[kind] for kind in OFFICIALS)
    if country == "UN":
        return _Reading(SourceType.INTERNATIONAL_ORGANIZATION, official, country)
    return _Reading(OFFICIALS[not western and country not in lexicon.WESTERN], official, country)


def _is_western(article: _Article, attribution: Attribution) -> bool:
    """Whether the source's words place it in the West and in no country."""
    return _OF_THE_WEST.match(article.words(attribution.relation.source)) is not None


def _settled(article: _Article, attribution: Attribution, likeliest: SourceType) -> SourceType | None:
    """The type where a row of the taxonomy that is a fact rather than a reading settles it, else None."""
    if _through_state(attribution.via) or _is_state_outlet(article, attribution):
        return SourceType.STATE_MEDIA
    if not attribution.relation.source and likeliest is not SourceType.AUTHOR:
        return SourceType.UNATTRIBUTED
    if likeliest is not SourceType.STATE_MEDIA and _is_outlet_alone(article.words(attribution.relation.source)):
        return SourceType.NEWS_MEDIA
    return None


def _through_state(via: Via | None) -> bool:
    return via is not None and via.type is SourceType.STATE_MEDIA


def _is_state_outlet(article: _Article, attribution: Attribution) -> bool:
    """Whether the source's words, or those of the entity that a pronoun stands for, hold a state outlet."""
    own = article.words(attribution.relation.source)
    entity = article.entity(attribution)
    names = (own,) if entity is None else (own, entity.name)
    return any(outlet.state for name in names for _, outlet in lexicon.outlets_in(name))


def _is_outlet_alone(text: str) -> bool:
    """Whether a source is an outlet, its country named or not, and nobody who works for it or speaks to it."""
    rest = list(text)
    outlets = lexicon.outlets_in(text)
    for span, _ in (*outlets, *lexicon.countries_in(text)):
        rest[span.start : span.end] = " " * (span.end - span.start)
    return bool(outlets) and not _SMALL.sub("", "".join(rest))


def _combined(article: _Article, attribution: Attribution) -> tuple[float, ...]:
    """Type probabilities of one claim: its own reading and, more weakly, those of the source's other claims.

    A weighted mean of log-probabilities, moved by words that tell a type, scaled back to sum to one.
    """
    weighted = [(1.0, attribution.relation)]
    for other in article.linked.attributions if attribution.entity is not None else ():
        if other.entity == attribution.entity and other is not attribution and not _through_state(other.via):
            pronoun = _PRONOUN.fullmatch(article.words(other.relation.source))
            weighted.append(
                (article.typing.pronoun_reading if pronoun else article.typing.other_reading, other.relation)
            )
    total = math.fsum(weight for weight, _ in weighted)
    scores = [
        math.fsum(weight * math.log(max(relation.types[label], _FLOOR)) for weight, relation in weighted) / total
        for label in range(len(SOURCE_TYPES))
    ]
    for kind in _types_told(article, attribution):
        scores[SOURCE_TYPES.index(kind)] += article.typing.told
    peak = max(scores)
    odds = [math.exp(score - peak) for score in scores]
    return tuple(odd / math.fsum(odds) for odd in odds)


def _types_told(article: _Article, attribution: Attribution) -> frozenset[SourceType]:
    """What the source's own words tell of its type, or, where they tell nothing, its entity's other mentions."""
    own = lexicon.types_told(article.words(attribution.relation.source))
    entity = article.entity(attribution)
    if own or entity is None:
        return own
    return frozenset(kind for span in entity.mentions for kind in lexicon.types_told(span.of(article.text)))


# --- country ----------------------------------------------------------------------------------


def _own_country(article: _Article, attribution: Attribution, outlets: bool) -> str | None:
    """The country that the source's own words name, or its entity's, or a well-known leader's name, or the state
    outlet it is known through. ``outlets``: whether an outlet's country counts ("residents told Reuters")."""
    entity = article.entity(attribution)
    texts = [article.words(attribution.relation.source)]
    if entity is not None:
        texts += [entity.name, *(mention.of(article.text) for mention in entity.mentions)]
    named = next((code for text in texts if (code := _named_country(text, outlets))), None)
    if named is None and _through_state(attribution.via) and attribution.via is not None:
        return _named_country(attribution.via.text, outlets=True)
    return named


def _named_country(text: str, outlets: bool) -> str | None:
    """The first country that a short text names, not counting one that only backs somebody."""
    media = [(span, outlet.country) for span, outlet in lexicon.outlets_in(text)]
    named = [
        (span, code)
        for span, code in lexicon.countries_in(text)
        if not (_BACKED.match(text, span.end) or _TOWARDS.search(text[: span.start]))
        and not any(span.overlaps(outlet) for outlet, _ in media)
    ]
    found = [(span, code) for span, code in sorted(named + (media if outlets else [])) if code]
    return next((code for _, code in found or lexicon.leaders_in(text)), None)


def _placed(article: _Article, readings: Sequence[_Reading]) -> list[_Reading]:
    """The readings, with the article's best candidate where a source of a placed type names no country."""
    mentions = (*lexicon.countries_in(article.text), *lexicon.leaders_in(article.text))
    return [
        replace(reading, country=_likely_country(article, attribution, reading, readings, mentions))
        if _may_be_placed(article, attribution, reading)
        else reading
        for attribution, reading in zip(article.linked.attributions, readings, strict=True)
    ]


def _may_be_placed(article: _Article, attribution: Attribution, reading: _Reading) -> bool:
    """Whether a source without a country of its own may be given the article's best candidate."""
    named = bool(attribution.relation.source) and not _is_western(article, attribution)
    return named and reading.country is None and reading.type in PLACED


def _likely_country(
    article: _Article,
    attribution: Attribution,
    reading: _Reading,
    readings: Sequence[_Reading],
    mentions: Sequence[tuple[Span, str]],
) -> str | None:
    """The country most spoken of, near the source and by sources of its type, among those its type allows."""
    sentence = article.segments.sentence_of(attribution.relation.source[0].start)
    votes: Counter[str] = Counter()
    for span, code in mentions:
        votes[code] += MENTION + SAME_SENTENCE * sentence.contains(span)
    for other in readings:
        if other.country is not None:
            votes[other.country] += SOURCE_OF_TYPE if other.type is reading.type else OTHER_SOURCE
    allowed = ((code, count) for code, count in votes.items() if _allowed(reading.type, code))
    return max(allowed, key=lambda item: item[1], default=(None, 0))[0]


def _allowed(kind: SourceType, country: str) -> bool:
    if kind is SourceType.WESTERN_OFFICIAL:
        return country in lexicon.WESTERN
    if kind is SourceType.OTHER_OFFICIAL:
        return country not in lexicon.WESTERN and country != "UN"
    return country not in ("EU", "NATO", "UN")
