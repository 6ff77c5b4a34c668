"""Who each claim is ascribed to: source type, naming, country, act, and whether the content is quoted.

The network reads every relation on its own. Here the readings of all mentions of one source are combined, and
facts that no reading of one sentence can supply (which outlets a state runs, which states are western) decide
where the taxonomy makes them decide.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from . import lexicon
from .datatypes import (
    UNJUDGED_LETTER,
    Attribution,
    Claim,
    ClaimSource,
    Document,
    Entity,
    Linked,
    Naming,
    QuoteKind,
    Segments,
    Source,
    SourceType,
    Span,
    Spans,
    Via,
)
from .labels import ACTS, COUNTRIES, NAMINGS, OTHER_COUNTRY, SOURCE_TYPES
from .mentions.reading import LED
from .settings import Settings

T = TypeVar("T")

OFFICIALS = (SourceType.WESTERN_OFFICIAL, SourceType.OTHER_OFFICIAL)
MEDIA = (SourceType.STATE_MEDIA, SourceType.NEWS_MEDIA)

_FLOOR = 1e-3  # a label that one reading excludes may still be right in the others
_LOG_FLOOR = math.log(_FLOOR)

_PRONOUN = re.compile(r"(?:s?he|they|it|who|which|i|we|you|him|her|them|this|that)", re.IGNORECASE)
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
    article = _Article(document.text, segments, linked, settings)
    used = {a.entity for a in linked.attributions if a.entity is not None}
    entities = sorted(used, key=lambda index: linked.entities[index].mentions)
    keys = {entity: f"s{number}" for number, entity in enumerate(entities, start=1)}
    claims = tuple(
        _claim(f"c{number}", article, attribution, reading, keys)
        for number, (attribution, reading) in enumerate(zip(linked.attributions, _read(article), strict=True), start=1)
    )
    return claims, tuple(_source(linked.entities[entity], key, claims) for entity, key in keys.items())


class _Article:
    """One article with its attributions, and what is looked up in it more than once."""

    def __init__(self, text: str, segments: Segments, linked: Linked, settings: Settings) -> None:
        self.text = text
        self.segments = segments
        self.linked = linked
        self.settings = settings
        named = (*lexicon.countries_in(text), *lexicon.leaders_in(text))
        self.countries = Counter(code for _, code in named)  # how often each, or its leader, is named
        # The words for each entity, each once, its name first.
        self.forms = [
            tuple(dict.fromkeys((entity.name, *(mention.of(text) for mention in entity.mentions))))
            for entity in linked.entities
        ]

    def words(self, spans: Iterable[Span]) -> str:
        return " ".join(span.of(self.text) for span in spans)

    def source(self, attribution: Attribution) -> str:
        return self.words(attribution.relation.source)

    def entity_forms(self, attribution: Attribution) -> tuple[str, ...]:
        return () if attribution.entity is None else self.forms[attribution.entity]


@dataclass(frozen=True)
class _Reading:
    """What is decided about one attribution's source: its type, how sure that is, its country and naming."""

    type: SourceType
    probability: float
    country: str | None
    naming: Naming


def _claim(key: str, article: _Article, attribution: Attribution, reading: _Reading, keys: dict[int, str]) -> Claim:
    relation = attribution.relation
    source = ClaimSource(
        id=None if attribution.entity is None else keys[attribution.entity],
        spans=relation.source,
        text=article.words(relation.source),
        type=reading.type,
        type_probability=round(article.settings.certainty.of_type(reading.probability), 4),
        naming=reading.naming,
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
        strength=lexicon.cue_strength(" ".join(span.of(article.text) for span in relation.cue)),
        traits=relation.traits,
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
        reliability=UNJUDGED_LETTER,
        claims=tuple(claim for claim, _ in own),
    )


def _majority(values: Sequence[T]) -> T:
    """The most frequent value, the earlier one of two that are equally frequent."""
    return Counter(values).most_common(1)[0][0]


def _argmax(values: Sequence[float]) -> int:
    return max(range(len(values)), key=values.__getitem__)


# --- naming and quotation ---------------------------------------------------------------------


def _naming(article: _Article, attribution: Attribution, combined: Mapping[Naming, float]) -> Naming:
    """The likeliest label; "none" exactly where the relation has no source words. A pronoun is as named as whom it
    stands for, of which ``combined`` has the log-probabilities."""
    if not attribution.relation.source:
        return Naming.NONE
    pronoun = _PRONOUN.fullmatch(article.source(attribution)) is not None
    scores = combined if pronoun else dict(zip(NAMINGS, attribution.relation.namings, strict=True))
    return max((naming for naming in NAMINGS if naming is not Naming.NONE), key=scores.__getitem__)


def quote_kind(text: str, content: Spans, segments: Segments) -> QuoteKind:
    """Direct when every word of the content stands inside quotation marks, indirect when none does, else mixed."""
    quoted = [segments.quoted(span.start + word.start()) for span in content for word in _WORD.finditer(span.of(text))]
    if not any(quoted):
        return QuoteKind.INDIRECT
    return QuoteKind.DIRECT if all(quoted) else QuoteKind.MIXED


# --- source type ------------------------------------------------------------------------------


def _read(article: _Article) -> list[_Reading]:
    """Every attribution's source by its own words, its entity's other mentions and claims, and its medium."""
    relations = [attribution.relation for attribution in article.linked.attributions]
    # What is known through state media is typed by that alone and says nothing of its speaker's type elsewhere.
    types = _combined(article, [relation.types for relation in relations], SOURCE_TYPES, through_state=False)
    namings = _combined(article, [relation.namings for relation in relations], NAMINGS)
    countries = _combined(article, [relation.countries for relation in relations], COUNTRIES)
    readings = []
    for i, attribution in enumerate(article.linked.attributions):
        kind, probability, country = _typed(article, attribution, types[i], countries[i])
        readings.append(_Reading(kind, probability, country, _naming(article, attribution, namings[i])))
    return readings


def _typed(
    article: _Article,
    attribution: Attribution,
    types: Mapping[SourceType, float],
    countries: Mapping[str | None, float],
) -> tuple[SourceType, float, str | None]:
    """(type, its probability, country) of one source; ``types`` and ``countries`` are log-probabilities."""
    scores = dict(types)
    for told in _types_told(article, attribution):
        scores[told] += article.settings.typing.told
    probabilities = _shares(scores)
    if attribution.relation.source:
        del probabilities[SourceType.UNATTRIBUTED]  # it means that there is no source
    likeliest = max(probabilities, key=probabilities.__getitem__)
    if (kind := _settled(article, attribution, likeliest)) is not None:
        sure = max(probabilities.get(kind, 0.0), article.settings.typing.rule_certainty)
        return kind, sure, _country(article, attribution, countries, outlets=kind in MEDIA)
    if likeliest not in OFFICIALS:
        return (
            likeliest,
            probabilities[likeliest],
            _country(article, attribution, countries, outlets=likeliest in MEDIA),
        )
    # That the source is official is the network's reading, and only as sure; of which state, the country tells.
    official = math.fsum(probabilities[kind] for kind in OFFICIALS)
    if _is_western(article, attribution):
        return SourceType.WESTERN_OFFICIAL, official, None
    western = probabilities[SourceType.WESTERN_OFFICIAL] / official
    country = _country(article, attribution, countries, outlets=False, western=western)
    if country is None:
        return likeliest, probabilities[likeliest], None
    if country == "UN":
        return SourceType.INTERNATIONAL_ORGANIZATION, official, country
    return OFFICIALS[country not in lexicon.WESTERN], official, country


def _is_western(article: _Article, attribution: Attribution) -> bool:
    """Whether the source's words place it in the West and in no country."""
    return _OF_THE_WEST.match(article.source(attribution)) is not None


def _settled(article: _Article, attribution: Attribution, likeliest: SourceType) -> SourceType | None:
    """The type where a row of the taxonomy that is a fact rather than a reading settles it, else None."""
    if _through_state(attribution.via) or _is_state_outlet(article, attribution):
        return SourceType.STATE_MEDIA
    if not attribution.relation.source and likeliest is not SourceType.AUTHOR:
        return SourceType.UNATTRIBUTED
    if likeliest is not SourceType.STATE_MEDIA and _is_outlet_alone(article.source(attribution)):
        return SourceType.NEWS_MEDIA
    return None


def _through_state(via: Via | None) -> bool:
    return via is not None and via.type is SourceType.STATE_MEDIA


def _is_state_outlet(article: _Article, attribution: Attribution) -> bool:
    """Whether the source's words, or those of the entity that a pronoun stands for, hold a state outlet."""
    names = (article.source(attribution), *article.entity_forms(attribution)[:1])
    return any(outlet.state for name in names for _, outlet in lexicon.outlets_in(name))


def _is_outlet_alone(text: str) -> bool:
    """Whether a source is an outlet, its country named or not, and nobody who works for it or speaks to it."""
    rest = list(text)
    outlets = lexicon.outlets_in(text)
    for span, _ in (*outlets, *lexicon.countries_in(text)):
        rest[span.start : span.end] = " " * (span.end - span.start)
    return bool(outlets) and not _SMALL.sub("", "".join(rest))


def _combined(
    article: _Article, readings: Sequence[Sequence[float]], labels: Sequence[T], through_state: bool = True
) -> list[dict[T, float]]:
    """Log-probability of each label for every attribution: its own reading and, more weakly, those of the source's
    other claims; a weighted mean of logarithms.

    ``readings``: the network's probabilities. ``through_state``: whether claims known through state media count among
    the others.
    """
    typing, attributions = article.settings.typing, article.linked.attributions
    logs = [[math.log(value) if value > _FLOOR else _LOG_FLOOR for value in reading] for reading in readings]
    weights = [
        0.0
        if attribution.entity is None or (not through_state and _through_state(attribution.via))
        else typing.pronoun_reading
        if _PRONOUN.fullmatch(article.source(attribution))
        else typing.other_reading
        for attribution in attributions
    ]
    totals: dict[int, float] = defaultdict(float)
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0] * len(labels))
    for attribution, log, weight in zip(attributions, logs, weights, strict=True):
        if attribution.entity is not None and weight:
            totals[attribution.entity] += weight
            sums[attribution.entity] = [a + weight * b for a, b in zip(sums[attribution.entity], log, strict=True)]
    combined = []
    for attribution, log, weight in zip(attributions, logs, weights, strict=True):
        if attribution.entity is None:
            combined.append(dict(zip(labels, log, strict=True)))
        else:
            # Its own reading counts once, in place of its weight among the others.
            total = totals[attribution.entity] + 1 - weight
            mean = [(a + (1 - weight) * b) / total for a, b in zip(sums[attribution.entity], log, strict=True)]
            combined.append(dict(zip(labels, mean, strict=True)))
    return combined


def _shares(scores: Mapping[T, float]) -> dict[T, float]:
    """Log-odds scaled to probabilities that sum to one."""
    peak = max(scores.values())
    odds = {label: math.exp(score - peak) for label, score in scores.items()}
    total = math.fsum(odds.values())
    return {label: odd / total for label, odd in odds.items()}


def _types_told(article: _Article, attribution: Attribution) -> frozenset[SourceType]:
    """What the source's own words tell of its type, or, where they tell nothing, its entity's other mentions."""
    own = lexicon.types_told(article.source(attribution))
    return own or frozenset(kind for form in article.entity_forms(attribution) for kind in lexicon.types_told(form))


# --- country ----------------------------------------------------------------------------------


def _country(
    article: _Article,
    attribution: Attribution,
    read: Mapping[str | None, float],
    outlets: bool,
    western: float | None = None,
) -> str | None:
    """The likeliest country by the network's reading, the countries that the source's words name, and how often the
    article names each.

    ``read``: the network's log-probabilities. ``outlets``: whether an outlet's country counts ("residents told
    Reuters"). ``western``: of an official, the probability that the state is a western one.
    """
    named = _named_country(article, attribution, outlets)
    if not attribution.relation.source:
        return named if _through_state(attribution.via) else None
    scores = dict(read)
    other = scores.pop(OTHER_COUNTRY)
    new = [code for code in (*article.countries, *([named] if named else [])) if code not in scores]
    scores |= dict.fromkeys(new, other)
    if not new:
        scores[None] = max(scores[None], other)  # of some other state, which the article does not name
    most = max(article.countries.values(), default=1)
    for code, times in article.countries.items():
        scores[code] += article.settings.typing.country_mentioned * times / most
    if western is not None:
        shares = {True: western, False: 1 - western, None: max(western, 1 - western)}
        odds = {of_the_west: math.log(max(share, _FLOOR)) for of_the_west, share in shares.items()}
        for state in scores.keys() - {named} | {None}:
            scores[state] += odds[None if state is None else state in lexicon.WESTERN]
    if named is not None:
        scores[named] += article.settings.typing.country_told
    return max(scores, key=scores.__getitem__)


def _named_country(article: _Article, attribution: Attribution, outlets: bool) -> str | None:
    """The country that the source's own words name, or its entity's, or a well-known leader's name, or the state
    outlet it is known through."""
    texts = (article.source(attribution), *article.entity_forms(attribution))
    named = next((code for text in texts if (code := _country_in(text, outlets))), None)
    if named is None and _through_state(attribution.via) and attribution.via is not None:
        return _country_in(attribution.via.text, outlets=True)
    return named


def _country_in(text: str, outlets: bool) -> str | None:
    """The first country that a short text names, not counting one that only backs somebody."""
    media = [(span, outlet.country) for span, outlet in lexicon.outlets_in(text)]
    named = [
        (span, code)
        for span, code in lexicon.countries_in(text)
        if not (LED.match(text, span.end) or _TOWARDS.search(text[: span.start]))
        and not any(span.overlaps(outlet) for outlet, _ in media)
    ]
    found = [(span, code) for span, code in sorted(named + (media if outlets else [])) if code]
    return next((code for _, code in found or lexicon.leaders_in(text)), None)
