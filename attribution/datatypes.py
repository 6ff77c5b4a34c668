"""The values that travel through the library: frozen, self-checking, importing nothing of ours.

The report types mirror the JSON contract field by field, so ``Report.to_dict`` is one generic walk.
Every offset is a half-open range of Unicode code points into the article's text as it was given.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple

SCHEMA = "attribution/1"

LETTERS = tuple("ABCDEF")  # Admiralty reliability
UNJUDGED_LETTER = "F"  # nobody's track record shows in one article

Number = int | float
ATOMS = frozenset({str, int, float, bool, type(None)})  # what JSON has as it is
Flat = dict[str, str | int | float | bool | list[str]]  # what stores of vectors take as metadata


class Span(NamedTuple):
    """A half-open range of code points; ``span.of(text)`` is the text it covers."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


Spans = tuple[Span, ...]


def check_spans(what: str, spans: Sequence[Span]) -> None:
    """Raise ValueError unless the spans are non-empty ranges in text order that do not overlap."""
    reached = 0
    for start, end in spans:
        if not reached <= start < end:
            raise ValueError(f"{what}: expected ordered non-empty spans from {reached} on, got [{start}, {end}]")
        reached = end


def _first_beyond(spans: Spans, position: int) -> int:
    """Index of the first of ordered spans that ends after a position; their number if none does."""
    return bisect_right(spans, position, key=attrgetter("end"))


def check_probability(what: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{what}: expected a probability in [0, 1], got {value!r}")


def day_of(published: str | None) -> dt.date | None:
    """The date that a publication time begins with, None where it begins with none."""
    try:
        return dt.date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


# --- labels of the contract -------------------------------------------------------------------


class SourceType(StrEnum):
    """What kind of source a claim is ascribed to; of two rows that fit, the earlier one counts."""

    STATE_MEDIA = "state_media"  # an outlet that a government owns or steers, and what is known through one
    NEWS_MEDIA = "news_media"  # any other outlet or journalist who reports
    UNNAMED_INTELLIGENCE = "unnamed_intelligence"  # intelligence people or findings, nobody and no agency named
    INTELLIGENCE_AGENCY = "intelligence_agency"  # a named service, its chief or spokesman, on the record
    ARMED_GROUP = "armed_group"  # a non-state armed group
    WESTERN_OFFICIAL = "western_official"  # US, Canada, UK, EU, EFTA, other NATO but Turkey, Australia, New Zealand
    OTHER_OFFICIAL = "other_official"  # officials of any other state, de facto governments too
    INTERNATIONAL_ORGANIZATION = "international_organization"
    POLITICIAN = "politician"  # legislators, parties, candidates: not speaking for the executive
    NGO = "ngo"  # rights groups, charities, monitors, churches, unions
    EXPERT = "expert"
    BUSINESS = "business"
    PRIVATE_INDIVIDUAL = "private_individual"
    DOCUMENT_OR_DATA = "document_or_data"  # a document, study, video or data set without a named issuer
    SOCIAL_MEDIA = "social_media"  # posts and channels that are nobody's official account
    UNNAMED_SOURCE = "unnamed_source"  # people without a name whose kind the article does not tell
    UNATTRIBUTED = "unattributed"  # "reportedly", "it is believed": no source at all
    AUTHOR = "author"  # the article's own author


class Naming(StrEnum):
    """How a source is identified."""

    NAMED = "named"  # a person by name, also by a pronoun for such a person
    INSTITUTION = "institution"  # an organisation, office, outlet, country or document speaks
    UNNAMED = "unnamed"  # people who are not identified
    NONE = "none"  # there is no source


class Act(StrEnum):
    """What the source does with the content."""

    CLAIM = "claim"  # asserts that something is, was or will be so
    DENIAL = "denial"  # rejects or disputes an assertion
    NO_COMMENT = "no_comment"  # declines or has failed to comment
    POSITION = "position"  # opinion, promise, threat, demand: nothing to check as a fact


class CueStrength(StrEnum):
    """How strongly the cue puts the content."""

    CONFIRMED = "confirmed"  # somebody vouches for it: "confirmed", "showed", "announced"
    PLAIN = "plain"  # "said"
    CLAIMED = "claimed"  # kept at a distance, or an accusation: "claimed", "blamed"
    BELIEVED = "believed"  # held, feared, guessed
    HEARSAY = "hearsay"  # nobody is given: "reportedly"


class QuoteKind(StrEnum):
    """Whether the content is in the source's words, in the article's, or in both."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class FigureKind(StrEnum):
    """What a figure measures."""

    CASUALTIES = "casualties"  # killed, wounded, captured, missing
    PEOPLE = "people"  # any other count of people
    THINGS = "things"  # weapons, events, buildings, any other count
    MONEY = "money"
    PERCENT = "percent"  # shares, rates, indexes
    MEASURE = "measure"  # distance, area, weight, volume, temperature, power, duration


class FigureStatus(StrEnum):
    """Whether an independent origin gives a compatible figure, none does, or one disagrees."""

    UNCORROBORATED = "uncorroborated"
    CORROBORATED = "corroborated"
    CONTRADICTED = "contradicted"


# --- input and the results of the stages ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """One article. ``text`` is never edited; every offset of a report points into it.

    ``language`` is a tag such as "en" or "en-GB"; None: not known, to be detected.
    """

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        for name in ("id", "text", "language"):
            value = getattr(self, name)
            if not isinstance(value, str) and (name, value) != ("language", None):
                raise ValueError(f"document {name}: expected a string, got {type(value).__name__}")

    def to_dict(self) -> dict[str, Any]:
        """The article as the JSON object that a line of input holds."""
        return {key: value for key, value in dataclasses.asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class Segments:
    """Sentences and paragraphs, which each tile the text, and the regions inside quotation marks."""

    sentences: Spans
    paragraphs: Spans
    quotations: Spans

    def sentence_of(self, position: int) -> Span:
        """The sentence that holds a position; the last one for a position past the end."""
        return self.sentences[min(_first_beyond(self.sentences, position), len(self.sentences) - 1)]

    def paragraph_of(self, position: int) -> Span:
        return self.paragraphs[min(_first_beyond(self.paragraphs, position), len(self.paragraphs) - 1)]

    def quoted(self, position: int) -> bool:
        at = bisect_right(self.quotations, (position, math.inf)) - 1
        return at >= 0 and position < self.quotations[at].end


@dataclass(frozen=True, slots=True)
class Traits:
    """How a claim stands, each the probability that it is so; 0.5 is "cannot be told"."""

    own_acts: float  # the source speaks of its own acts, plans, experience or field of authority
    opponent: float  # of acts, losses or guilt of an opponent or rival; it accuses somebody
    interest: float  # the source gains by being believed
    opinion: float  # evaluation, prediction, guess at motives, appeal: nothing to check
    specific: float  # an event, number, name, date or document that could be checked
    evidence: float  # it rests on a document, data, a ruling, an official record or a recording
    second_hand: float  # the source passes on what others know, or the article has it through relays only
    combat: float  # about attacks, casualties or control of territory

    def __post_init__(self) -> None:
        for trait in dataclasses.fields(self):
            check_probability(f"trait {trait.name}", getattr(self, trait.name))


@dataclass(frozen=True, slots=True)
class Relation:
    """One source-cue-content relation as the network reads it, before any resolution.

    ``types``, ``namings`` and ``acts`` are probabilities in the order of their enums, ``countries`` in that of
    labels.COUNTRIES; ``traits`` None: the network does not tell.
    """

    source: Spans
    cue: Spans
    content: Spans
    confidence: float
    types: tuple[float, ...]
    namings: tuple[float, ...]
    acts: tuple[float, ...]
    countries: tuple[float, ...]
    traits: Traits | None = None

    def __post_init__(self) -> None:
        for role in ("source", "cue", "content"):
            check_spans(f"relation {role}", getattr(self, role))
        check_probability("relation confidence", self.confidence)

    @property
    def start(self) -> int:
        return min(s.start for s in (*self.source, *self.cue, *self.content))


@dataclass(frozen=True, slots=True)
class Tagging:
    """All the network says about one article.

    ``words`` are the tokenizer's words in text order. ``figure_logits[i]`` are the scores of word i for being
    in no figure, in a routine figure, and in a contestable one.
    """

    relations: tuple[Relation, ...]
    words: Spans
    figure_logits: tuple[tuple[float, float, float], ...]
    characters_read: int

    def figure_odds(self, span: Span) -> tuple[float, float]:
        """(log-odds that the span is a figure at all, log-odds that it is contestable), mean over its words."""
        overlapping = slice(_first_beyond(self.words, span.start), bisect_left(self.words, (span.end,)))
        rows = self.figure_logits[overlapping]
        if not rows:
            return 0.0, 0.0
        none, routine, contestable = (math.fsum(column) / len(rows) for column in zip(*rows, strict=True))
        peak = max(routine, contestable)
        any_figure = peak + math.log(math.exp(routine - peak) + math.exp(contestable - peak))
        return any_figure - none, contestable - routine


@dataclass(frozen=True, slots=True)
class Via:
    """The medium through which a statement is known."""

    text: str
    span: Span
    type: SourceType


@dataclass(frozen=True, slots=True)
class Entity:
    """Mentions that stand for one source, in text order; ``name`` is the fullest of them."""

    name: str
    mentions: Spans


@dataclass(frozen=True, slots=True)
class Attribution:
    """A relation whose source is resolved: index of its entity (None: no source) and medium."""

    relation: Relation
    entity: int | None
    via: Via | None


@dataclass(frozen=True, slots=True)
class Linked:
    """The article's attributions in text order and the entities they are ascribed to."""

    attributions: tuple[Attribution, ...]
    entities: tuple[Entity, ...]


# --- the report -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outlet:
    """A news outlet, or in a text a generic medium ("state television").

    ``state``: a government owns or steers it; None where that is not known. ``typology`` is State Media Monitor's code
    where the outlet comes from there. ``domain`` is the principal one of its own. ``quality`` is that of the domain,
    from 0 to 1 (Lin et al. 2023); None where it was not rated.
    """

    name: str
    country: str | None
    state: bool | None
    typology: str | None = None
    domain: str | None = None
    quality: float | None = None

    def __post_init__(self) -> None:
        if self.quality is not None:
            check_probability(f"outlet {self.name} quality", self.quality)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One named part of a score, in log-odds, with its reason and the words it rests on."""

    name: str
    weight: float
    reason: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How well something is sourced. ``value`` is None when there is nothing to judge.

    ``unknown`` names what could have counted but is not known; it contributes nothing.
    """

    value: float | None
    reliability: str
    credibility: int
    contributions: tuple[Contribution, ...] = ()
    unknown: tuple[str, ...] = ()

    derived: ClassVar[dict[str, str]] = {"rating": "credibility"}  # property -> the field it follows in JSON

    def __post_init__(self) -> None:
        if self.value is not None:
            check_probability("score value", self.value)
        if self.reliability not in LETTERS:
            raise ValueError(f"score reliability: expected a letter A to F, got {self.reliability!r}")
        if self.credibility not in range(1, 7):
            raise ValueError(f"score credibility: expected 1 to 6, got {self.credibility!r}")

    @property
    def rating(self) -> str:
        """The Admiralty code: letter and digit, each judged on its own."""
        return f"{self.reliability}{self.credibility}"


@dataclass(frozen=True, slots=True)
class Source:
    """Someone or something that claims of the article are ascribed to, with every mention."""

    id: str
    name: str
    type: SourceType
    naming: Naming
    country: str | None
    mentions: Spans
    reliability: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """The source of one claim: which entity, in which words, and what kind. Empty spans: no source is named."""

    id: str | None
    spans: Spans
    text: str
    type: SourceType
    type_probability: float
    naming: Naming
    country: str | None

    def __post_init__(self) -> None:
        check_spans("claim source", self.spans)
        check_probability("claim source type", self.type_probability)


@dataclass(frozen=True, slots=True)
class Claim:
    """Content that the article ascribes to a source, or (``attributed`` False) says in its own voice."""

    id: str
    attributed: bool
    source: ClaimSource | None
    via: Via | None
    cue: Spans
    content: Spans
    quote: QuoteKind
    act: Act
    confidence: float
    strength: CueStrength = CueStrength.PLAIN
    traits: Traits | None = None
    figures: tuple[str, ...] = ()
    score: Score | None = None

    def __post_init__(self) -> None:
        check_spans(f"claim {self.id} cue", self.cue)
        check_spans(f"claim {self.id} content", self.content)
        check_probability(f"claim {self.id} confidence", self.confidence)
        if not self.attributed and (self.source or self.via or self.cue):
            raise ValueError(f"claim {self.id}: the article's own voice has no source, via or cue")

    @property
    def place(self) -> Spans:
        """Where the claim stands: its content; where it has none, its cue or its source."""
        return self.content or self.cue or (self.source.spans if self.source else ())


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure elsewhere that bears on this one; ``own_voice``: its article names no source, which weighs less."""

    document: str
    figure: str
    claim: str | None
    agrees: bool
    independent: bool
    own_voice: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity: bounds as meant (None: open), counted unit, kind, who says it, and what supports it.

    ``sentence`` holds the figure, cut to a few hundred characters where it is longer; ``as_of`` is the date that it
    gives for it (a year, month or day of ISO 8601); ``contestable`` is the probability that an editor would ask for a
    second source; ``disputed``: somebody denies it.
    """

    id: str
    span: Span
    text: str
    low: Number | None
    high: Number | None
    unit: str
    kind: FigureKind
    hedged: bool
    sentence: str = ""
    as_of: str | None = None
    claim: str | None = None
    contestable: float = 0.5
    status: FigureStatus = FigureStatus.UNCORROBORATED
    disputed: bool = False
    origins: int = 1
    evidence: tuple[Evidence, ...] = ()
    flagged: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        check_spans(f"figure {self.id}", (self.span,))
        check_probability(f"figure {self.id} contestable", self.contestable)
        for name in ("low", "high"):
            value = getattr(self, name)
            if value is not None and not math.isfinite(value):
                raise ValueError(f"figure {self.id} {name}: expected a finite number, got {value!r}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"figure {self.id}: low {self.low} is above high {self.high}")


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """A figure that gives a quantity, and who it comes from: equal origins are one."""

    document: str
    figure: str
    span: Span
    low: Number | None
    high: Number | None
    origin: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """What figures of one article or of several measure alike, with the number of independent origins."""

    quantity: str
    unit: str
    kind: FigureKind
    status: FigureStatus
    origins: int
    evolving: bool
    mentions: tuple[QuantityMention, ...]

    def to_dict(self) -> dict[str, Any]:
        """The quantity as the JSON contract's object."""
        plain: dict[str, Any] = _plain(self)
        return plain


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a reader should look at, with the words it rests on."""

    code: str
    figure: str | None
    claim: str | None
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found in one article. ``characters_read`` equals ``characters``: nothing is cut off.

    ``topics`` and ``fingerprint`` are what other articles are known by that are on the same event or carry the same
    text: the words that stand out, and a sample of the hashes of its five-word sequences. ``outlet`` is what is known
    of the publisher; None where that is nothing certain.
    """

    id: str
    title: str | None = field(default=None, kw_only=True)
    publisher: str | None = field(default=None, kw_only=True)
    published: str | None = field(default=None, kw_only=True)
    url: str | None = field(default=None, kw_only=True)
    text_sha256: str
    characters: int
    characters_read: int
    language: str
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    flags: tuple[Flag, ...]
    score: Score
    signature: str
    topics: tuple[str, ...] = ()
    fingerprint: tuple[int, ...] = ()
    outlet: Outlet | None = None
    schema: str = SCHEMA

    optional: ClassVar[frozenset[str]] = frozenset({"title", "publisher", "published", "url"})

    def to_dict(self) -> dict[str, Any]:
        """The report as the JSON contract's object (plain dicts, lists, strings and finite numbers)."""
        plain: dict[str, Any] = _plain(self)
        return {"schema": plain.pop("schema")} | {
            key: value for key, value in plain.items() if value is not None or key not in self.optional
        }

    def to_metadata(self) -> Flat:
        """How the article is sourced, flat, for a search index: strings, numbers, booleans and lists of strings.

        What there is nothing to tell about (no date, no country, no claim that can be judged) is left out.
        """
        whole: Flat = {"rating": self.score.rating}
        if self.score.value is not None:
            whole["sourcing"] = self.score.value
        return _metadata(self, self.claims, self.figures, self.flags) | whole

    def chunk_metadata(self, start: int, end: int) -> Flat:
        """The same for the part of the text from ``start`` to ``end``, in code points, as a search index cuts it.

        It is of the claims whose content the part overlaps, and of the figures and flags in it; ``end`` may lie
        beyond the text. Raises ValueError unless 0 <= start < end.
        """
        part = Span(start, end)
        check_spans("chunk", (part,))
        claims = [claim for claim in self.claims if any(part.overlaps(span) for span in claim.place)]
        figures = [figure for figure in self.figures if part.overlaps(figure.span)]
        flags = [flag for flag in self.flags if part.overlaps(flag.span)]
        return _metadata(self, claims, figures, flags) | {"start": start, "end": end}


def _metadata(report: Report, claims: Sequence[Claim], figures: Sequence[Figure], flags: Sequence[Flag]) -> Flat:
    names = {source.id: source.name for source in report.sources}
    sources = [claim.source for claim in claims if claim.source]
    values = [claim.score.value for claim in claims if claim.score and claim.score.value is not None]
    sayers = dict.fromkeys(names.get(source.id or "", source.text) for source in sources)
    publisher = report.outlet
    outlet = publisher and {
        "outlet": publisher.name,
        "outlet_country": publisher.country,
        "outlet_state": publisher.state,
    }
    told: dict[str, str | int | float | list[str] | None] = {
        "article": report.id,
        **{name: getattr(report, name) for name in ("title", "publisher", "published", "url", "language")},
        **(outlet or {}),
        "claims": len(claims),
        "sources": [name for name in sayers if name],
        "source_types": sorted({source.type.value for source in sources}),
        "countries": sorted({source.country for source in sources if source.country}),
        "unnamed_sources": any(source.naming in (Naming.UNNAMED, Naming.NONE) for source in sources),
        "figures": len(figures),
        "flagged_figures": sum(figure.flagged for figure in figures),
        "contradicted_figures": sum(figure.status is FigureStatus.CONTRADICTED for figure in figures),
        "disputed_figures": sum(figure.disputed for figure in figures),
        "figure_dates": sorted({figure.as_of for figure in figures if figure.as_of}),
        "flags": sorted({flag.code for flag in flags}),
        "sourcing_minimum": min(values, default=None),
        "sourcing_mean": round(math.fsum(values) / len(values), 4) if values else None,
    }
    return {name: value for name, value in told.items() if value is not None and value != []}


@dataclass(frozen=True, slots=True)
class Failure:
    """Stands in a batch for an article that could not be scored."""

    id: str
    type: str
    message: str

    def to_dict(self) -> dict[str, Any]:
        return {"schema": SCHEMA, "id": self.id, "error": {"type": self.type, "message": self.message}}


def sha256_of(text: str) -> str:
    """Hex digest of the text in UTF-8; a lone surrogate, which UTF-8 cannot hold, is hashed as escaped."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _plain(value: Any) -> Any:
    """The JSON form of a report's part: enums by value, tuples as lists, dataclasses as objects."""
    if type(value) in ATOMS:
        return value
    if isinstance(value, tuple):
        return list(value) if ATOMS.issuperset(map(type, value)) else [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return {name: _plain(getattr(value, name)) for name in _names(value.__class__)}


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    """What a dataclass is written by: its fields, each with the property that follows it."""
    derived = {after: name for name, after in getattr(kind, "derived", {}).items()}
    return tuple(name for field in dataclasses.fields(kind) for name in (field.name, derived.get(field.name)) if name)
