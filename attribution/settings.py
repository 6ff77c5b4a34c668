"""Every weight and threshold in one frozen value, loadable from TOML and hashed into the signature."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from .datatypes import Figure, Naming, SourceType
from .errors import SettingsError

EXPECTED = {(bool,): "true or false", (int,): "a whole number", (int, float): "a number"}
T = TypeVar("T")  # a settings dataclass, or a dict of numbers in one


@dataclass(frozen=True)
class Reading:
    """How the network reads: windows in word pieces, and how many of them go through it at once."""

    window: int = 256  # the length it was trained at; reading longer windows loses accuracy
    overlap: int = 128  # every word is read with at least half of this on either side, where there is text
    batch: int = 8  # on a CPU, whose caches hold no more
    gpu_batch: int = 256
    longest: int = 2_000_000  # characters of an article; its report takes some twenty times as many bytes of memory


@dataclass(frozen=True)
class Decoding:
    """Offsets on the network's scores, in log-odds; chosen on the development set."""

    habit_shift: float = -3.5  # on international news' way of annotating, which most of the training articles follow
    span_bias: float = 0.25  # added to every begin tag: higher finds more spans
    no_source_bias: float = 0.5  # added to "this cue has no source"
    no_cue_bias: float = 0.0  # added to "this content belongs to no cue"
    near: int = 15  # words from a content within which its cue is expected
    beside: int = 4  # words, marks among them, between a source and a content that belong together without a cue
    cue_share: float = 0.5  # of the probability of a word that must be a cue's for a content without one to take it
    farthest: int = 150  # words between a cue and what belongs to it; training windows show hardly any farther pair


@dataclass(frozen=True)
class Typing:
    """What decides a source's type, next to the network's reading of the claim; chosen on the development set."""

    told: float = 2.0  # log-odds that a word such as "activists" or "Sen." adds to the type that it tells
    other_reading: float = 0.25  # weight of the same source's other claims against the claim's own reading
    pronoun_reading: float = 0.25  # a sentence about "he" tells less of what he is
    country_told: float = 1.75  # log-odds that a source's own words add to the country that they name
    country_mentioned: float = 0.5  # and that the article adds to the one it names most, less to others by their share
    rule_certainty: float = 0.9  # probability of a label that a fact settles and the network gives less


@dataclass(frozen=True)
class Certainty:
    """What makes stated probabilities true, so that of claims said to be 80 % sure some 80 % are right.

    A relation's log-odds are a sum (logistic regression) of those of its links, those of its tags and a term for news
    that is read by the second annotation habit; a type's are scaled and shifted (Platt 1999). No decision changes.
    Fitted for the shipped model by ``python -m training.calibrate``; another model needs values of its own.
    """

    relation_links: float = 0.18
    relation_tags: float = 1.067
    relation_habit: float = -0.146
    relation_shift: float = -1.254
    type_scale: float = 0.661
    type_shift: float = 0.264

    def of_relation(self, links: float, tags: float, habit: float) -> float:
        """From the probability of its links, the mean probability of its tags, and how far the habit is the second."""
        return logistic(
            self.relation_links * log_odds(links)
            + self.relation_tags * log_odds(tags)
            + self.relation_habit * habit
            + self.relation_shift
        )

    def of_type(self, probability: float) -> float:
        return logistic(self.type_scale * log_odds(probability) + self.type_shift)


def log_odds(probability: float) -> float:
    """Finite for 0 and 1 too, which stand for a millionth more and less."""
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))


def logistic(odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(min(max(-odds, -50.0), 50.0)))


@dataclass(frozen=True)
class Figures:
    """When a figure counts as one, and when two figures agree."""

    minimum_odds: float = -4.0  # log-odds, by the network, below which the grammar's figure is dropped
    tolerance: float = 0.10  # two values this near to each other agree
    reach: float = 1.25  # "at least 40" says nothing about 4,000: an open bound goes this many times its number far
    dispute: float = 2.0  # values further apart than this many times are two quantities, not two accounts of one


@dataclass(frozen=True)
class Flagging:
    """Which figures a careful editor would not run without a second source.

    The log-odds are a sum: of the network's, and of what kind of figure it is and who gives it (logistic regression,
    chosen on folds of training articles by ``python -m training.flags``). ``type`` and ``naming`` are of the source; an
    article's own voice has no type.
    """

    least: float = 0.4  # probability from which a figure that nothing independent supports is flagged
    start: float = -0.5
    contestable: float = 1.3
    hedged: float = 0.3
    kind: dict[str, float] = field(
        default_factory=lambda: {
            "casualties": 0.1,
            "people": -0.4,
            "things": -0.1,
            "money": 0.3,
            "percent": 0.1,
            "measure": -0.5,
        }
    )
    naming: dict[str, float] = field(
        default_factory=lambda: {"named": -0.1, "institution": -0.3, "unnamed": 0.1, "none": -0.1}
    )
    type: dict[str, float] = field(
        default_factory=lambda: {
            "state_media": 0.3,
            "news_media": -0.1,
            "unnamed_intelligence": -0.2,
            "intelligence_agency": 0.0,
            "armed_group": 0.1,
            "western_official": -0.2,
            "other_official": -0.2,
            "international_organization": -0.2,
            "politician": 0.1,
            "ngo": -0.3,
            "expert": 0.4,
            "business": -0.2,
            "private_individual": 0.1,
            "document_or_data": 0.2,
            "social_media": -0.1,
            "unnamed_source": 0.1,
        }
    )

    def wants_support(self, figure: Figure, naming: Naming, kind: SourceType | None) -> bool:
        """Of a figure given by such a source."""
        odds = (
            self.start
            + self.contestable * log_odds(figure.contestable)
            + self.hedged * figure.hedged
            + self.kind[figure.kind]
            + self.naming[naming]
            + (self.type.get(kind, 0.0) if kind else 0.0)
        )
        return logistic(odds) >= self.least


@dataclass(frozen=True)
class Matching:
    """When two figures are one quantity; ``python -m training.quantities --fit`` fits the weights."""

    days: int = 7  # between the articles of one event
    found: int = 100  # figures that are looked up by the names they share, the rarest names first
    compared: int = 12  # of them the likeliest, to which a figure is compared
    most: int = 200  # figures of its quantity that a figure is held against
    apart: float = 6.0  # values further apart than this many times are not compared, but within one article
    copied: float = 0.5  # share of the shorter article's text that the longer one holds, from which they are one text
    telling: float = 20.0  # a number from which the same one again is no coincidence
    alike_counted: float = 0.25  # share of the shorter sentence's words, for two counts of one article that agree
    alike_other: float = 0.5  # for money, shares and measures
    alike_disputed: float = 0.5  # for casualties that do not agree
    least: float = 0.3  # probability from which figures are one quantity
    bias: float = -6.71
    weights: dict[str, float] = field(
        default_factory=lambda: {
            "same value": 1.4,
            "agreeing value": 1.22,
            "distant value": -4.09,
            "small values": -1.67,
            "percent": -1.16,
            "casualties": 1.11,
            "people or casualties": -0.81,
            "harm but death": 1.12,
            "same noun": 2.0,
            "general noun": 0.33,
            "own words": 0.48,
            "sentence": 1.18,
            "names beside": 0.65,
            "names": 2.66,
            "topics": 3.22,
            "days apart": -1.47,
            "one article": -2.55,
            "one origin": -1.38,
        }
    )


@dataclass(frozen=True)
class Weights:
    """Log-odds that each property of a claim adds to its sourcing score; keys are labels of the contract.

    Set by hand, then fitted a little by ``python -m training.sourcing --data DIR --fit``, which prints both; those of
    figures and outlets, of which few judged claims have any, and the cap are as set by hand.

    The traits' weights are for a trait that is certain; one that certainly is not there weighs as much the other way.
    So does the outlet's, for a domain of the highest and of the lowest quality.
    """

    start: float = -0.84
    type: dict[str, float] = field(
        default_factory=lambda: {
            "state_media": -0.36,
            "news_media": 0.0058,
            "unnamed_intelligence": -0.36,
            "intelligence_agency": 0.044,
            "armed_group": -0.84,
            "western_official": 0.2,
            "other_official": 0.0073,
            "international_organization": 0.64,
            "politician": -0.086,
            "ngo": 0.38,
            "expert": 0.48,
            "business": -0.059,
            "private_individual": -0.018,
            "document_or_data": 0.64,
            "social_media": -0.8,
            "unnamed_source": -0.31,
            "unattributed": -0.68,
            "author": -0.0015,
        }
    )
    naming: dict[str, float] = field(
        default_factory=lambda: {
            "named": 0.11,
            "institution": 0.34,
            "affiliated": -0.41,
            "unnamed": -0.78,
            "none": -0.68,
        }
    )
    via: dict[str, float] = field(
        default_factory=lambda: {
            "state_media": -0.26,
            "news_media": -0.26,
            "social_media": -0.37,
        }
    )
    quote: dict[str, float] = field(
        default_factory=lambda: {
            "direct": 0.089,
            "mixed": 0.041,
            "indirect": 0.0,
        }
    )
    act: dict[str, float] = field(
        default_factory=lambda: {
            "claim": 0.0,
            "denial": -0.25,
            "position": -0.05,
        }
    )
    cue: dict[str, float] = field(
        default_factory=lambda: {
            "confirmed": 0.43,
            "plain": 0.0,
            "claimed": -0.7,
            "believed": -0.3,
            "hearsay": -0.79,
        }
    )
    traits: dict[str, float] = field(
        default_factory=lambda: {
            "own_acts": 0.64,
            "opponent": -0.29,
            "interest": -0.85,
            "opinion": -0.51,
            "specific": 0.34,
            "evidence": 0.75,
            "second_hand": -0.44,
            "combat": -0.28,
        }
    )
    figures: dict[str, float] = field(
        default_factory=lambda: {
            "uncorroborated": -0.3,
            "corroborated": 0.6,
            "contradicted": -0.8,
            "disputed": -0.4,
        }
    )
    outlet: dict[str, float] = field(
        default_factory=lambda: {
            "quality": 0.5,
        }
    )
    single_origin_cap: float = 0.9  # the highest score of what nothing independent supports

    def of(self, group: str, label: str) -> float:
        """The weight of a part of a score; a label without one weighs nothing."""
        table: dict[str, float] = getattr(self, group)
        return table.get(label, 0.0)


@dataclass(frozen=True)
class Reliability:
    """What gives a publisher its letter where the user's own table does not.

    ``least`` is the quality of its domain from which a letter is given, E below them all. The shipped values split the
    domains of the table like a five-step grading: the best tenth, the next quarter, the middle 30 %, a quarter, the
    last tenth; ``python -m training.outlets --quantiles`` prints them.
    """

    outlets: bool = True  # False: the table of outlets is not asked
    least: dict[str, float] = field(default_factory=lambda: {"A": 0.81, "B": 0.65, "C": 0.48, "D": 0.25})

    def __post_init__(self) -> None:
        if sorted(self.least.values(), reverse=True) != [self.least[letter] for letter in "ABCD"]:
            raise SettingsError(f"reliability.least: expected values that fall from A to D, got {self.least}")


@dataclass(frozen=True)
class Settings:
    """All settings. ``Settings()`` is what the library ships; ``Settings.from_toml`` overrides parts of it."""

    reading: Reading = Reading()
    decoding: Decoding = Decoding()
    typing: Typing = Typing()
    certainty: Certainty = Certainty()
    figures: Figures = Figures()
    flagging: Flagging = field(default_factory=Flagging)
    matching: Matching = field(default_factory=Matching)
    weights: Weights = field(default_factory=Weights)
    reliability: Reliability = field(default_factory=Reliability)

    @classmethod
    def from_toml(cls, path: str | Path) -> Settings:
        """Read overrides from a TOML file with tables [reading], [decoding], [typing], [certainty],
        [figures], [flagging], [matching], [weights], [reliability].

        Raises SettingsError for a file that cannot be read or parsed, an unknown key, or a value of the wrong type.
        """
        try:
            table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"settings file {path}: {error}") from error
        return _override(cls(), table, str(path))

    @functools.cached_property
    def digest(self) -> str:
        """Eight hex digits that change when any setting does that can change a result."""
        values = dataclasses.asdict(self)
        del values["reading"]["batch"], values["reading"]["gpu_batch"]  # of speed alone
        canonical = json.dumps(values, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:8]


def _override(value: T, table: dict[str, Any], where: str) -> T:
    """A copy of a dataclass or dict of settings with the table's values in place of its own."""
    known: dict[str, Any] = dict(value) if isinstance(value, dict) else dict(vars(value))
    changed: dict[str, Any] = {}
    for key, new in table.items():
        if key not in known:
            raise SettingsError(f"{where}: unknown setting {key!r}; known here: {', '.join(sorted(known))}")
        changed[key] = _replacement(known[key], new, f"{where}: {key}")
    return type(value)(**known | changed)


def _replacement(old: Any, new: Any, where: str) -> Any:
    if dataclasses.is_dataclass(old) or isinstance(old, dict):
        if not isinstance(new, dict):
            raise SettingsError(f"{where}: expected a table, got {new!r}")
        return _override(old, new, where)
    if type(new) in (accepted := _accepted(old)):
        return float(new) if isinstance(old, float) else new
    raise SettingsError(f"{where}: expected {EXPECTED[accepted]}, got {new!r}")


def _accepted(old: Any) -> tuple[type, ...]:
    """The types of TOML values that may stand in place of a setting."""
    return (int, float) if isinstance(old, float) else (type(old),)
