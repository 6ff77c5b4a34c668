"""A report for its reader: flags, and the plain text that a terminal shows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from . import yardstick
from .datatypes import Act, Claim, Failure, Figure, FigureStatus, Flag, Naming, Report, Score, Source, SourceType
from .errors import InputError
from .settings import logistic
from .yardstick import Wording

WIDTH = 100
LONGEST_QUOTE = 280  # characters of a claim's content shown in the text view; the report itself cuts nothing off
LONGEST_REASON = 120  # characters of the words that a part of a score rests on
BAR = 20  # columns that stand for the scores from 0 to 1

TYPE_WORDS = {
    SourceType.STATE_MEDIA: "state media",
    SourceType.NEWS_MEDIA: "news media",
    SourceType.UNNAMED_INTELLIGENCE: "unnamed intelligence",
    SourceType.INTELLIGENCE_AGENCY: "intelligence agency",
    SourceType.ARMED_GROUP: "armed group",
    SourceType.WESTERN_OFFICIAL: "Western official",
    SourceType.OTHER_OFFICIAL: "other official",
    SourceType.INTERNATIONAL_ORGANIZATION: "international organization",
    SourceType.POLITICIAN: "politician",
    SourceType.NGO: "NGO",
    SourceType.EXPERT: "expert",
    SourceType.BUSINESS: "business",
    SourceType.PRIVATE_INDIVIDUAL: "private individual",
    SourceType.DOCUMENT_OR_DATA: "document or data",
    SourceType.SOCIAL_MEDIA: "social media",
    SourceType.UNNAMED_SOURCE: "unnamed source",
    SourceType.UNATTRIBUTED: "no source",
    SourceType.AUTHOR: "the article's author",
}

TYPE_MEANINGS = {
    SourceType.STATE_MEDIA: "a government owns or steers the outlet, or the words are known only through it",
    SourceType.NEWS_MEDIA: "another outlet, agency or journalist reports it",
    SourceType.UNNAMED_INTELLIGENCE: "intelligence or security people, not named and not on the record",
    SourceType.INTELLIGENCE_AGENCY: "a named agency or its named chief, on the record",
    SourceType.ARMED_GROUP: "a non-state armed group or its leaders",
    SourceType.WESTERN_OFFICIAL: "government, military, police or courts of the US, Canada, the UK, European allies, "
    "Australia or New Zealand; the EU and NATO",
    SourceType.OTHER_OFFICIAL: "government, military, police or courts of any other state",
    SourceType.INTERNATIONAL_ORGANIZATION: "the UN, its agencies, and bodies like them",
    SourceType.POLITICIAN: "legislators, parties, opposition and candidates, not speaking for a government",
    SourceType.NGO: "rights groups, charities, monitors, churches, unions",
    SourceType.EXPERT: "analysts, academics, doctors and others who comment as experts",
    SourceType.BUSINESS: "companies and those who speak for them",
    SourceType.PRIVATE_INDIVIDUAL: "witnesses, residents, relatives and others who speak for themselves",
    SourceType.DOCUMENT_OR_DATA: "a document, study, poll, video or data set speaks for itself",
    SourceType.SOCIAL_MEDIA: "posts and channels that are no organization's own",
    SourceType.UNNAMED_SOURCE: "people without a name whose kind cannot be told",
    SourceType.UNATTRIBUTED: "“reportedly”, “it is believed”: nobody is given",
    SourceType.AUTHOR: "the author or the newspaper speaks",
}

NAMING_WORDS = {
    Naming.NAMED: "named",
    Naming.INSTITUTION: "institution",
    Naming.UNNAMED: "unnamed",
    Naming.NONE: "nobody named",
}

ACT_WORDS = {
    Act.CLAIM: "claim",
    Act.DENIAL: "denial",
    Act.NO_COMMENT: "no comment",
    Act.POSITION: "position: opinion, demand, promise or threat",
}

CREDIBILITY_WORDS = {
    1: "confirmed by other, independent sources",
    2: "probably true, independence not certain",
    3: "possibly true",
    4: "doubtful",
    5: "contradicted by another source",
    6: "cannot be judged from what was read",
}

ANONYMOUS = frozenset({SourceType.UNNAMED_INTELLIGENCE, SourceType.UNNAMED_SOURCE, SourceType.UNATTRIBUTED})

CAUTION = (
    "This is evidence, not a verdict: it says how things are sourced, never whether they are true. What could not be "
    "judged is not thereby safe."
)

_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160))}  # an article must not steer the terminal


def flags(claims: Sequence[Claim], sources: Sequence[Source], figures: Sequence[Figure]) -> tuple[Flag, ...]:
    """What a reader should look at, in text order.

    ``uncorroborated-figure``: a contestable figure that rests on one origin. ``contradicted-figure``: independent
    sources disagree. ``disputed-figure``: somebody denies it. ``anonymous-claim``: something asserted as fact by people
    whom nobody can ask.
    """
    names = {source.id: source.name for source in sources}
    by_id = {claim.id: claim for claim in claims}
    found = [*_figure_flags(figures, by_id, names), *_claim_flags(claims)]
    return tuple(sorted(found, key=lambda flag: (flag.span, flag.code)))


def _figure_flags(figures: Sequence[Figure], claims: dict[str, Claim], names: dict[str, str]) -> Iterator[Flag]:
    for figure in figures:
        claim = claims.get(figure.claim) if figure.claim else None
        origin, text = _origin(claim, names), _clean(figure.text)
        where = (figure.id, figure.claim, figure.span)
        if figure.disputed:
            yield Flag("disputed-figure", *where, f"“{text}” from {origin}: somebody denies it")
        if figure.status is FigureStatus.CONTRADICTED:
            message = f"“{text}” from {origin}: another source gives a different figure"
            yield Flag("contradicted-figure", *where, message)
        elif figure.flagged and figure.status is FigureStatus.UNCORROBORATED:
            yield Flag("uncorroborated-figure", *where, f"“{text}” rests on {origin} alone")


def _claim_flags(claims: Sequence[Claim]) -> Iterator[Flag]:
    for claim in claims:
        if claim.source and claim.act is Act.CLAIM and claim.source.type in ANONYMOUS and claim.content:
            who = f"by “{_clean(claim.source.text)}”" if claim.source.text else "with no source"
            yield Flag("anonymous-claim", None, claim.id, claim.content[0], f"asserted {who}: nobody can be asked")


def _origin(claim: Claim | None, names: dict[str, str]) -> str:
    """Who a figure comes from, in a few words."""
    if claim is None or claim.source is None:
        return "the article's own account"
    name = _clean(names.get(claim.source.id or "", "") or claim.source.text) or "an unstated source"
    return f"{name}, known through {_clean(claim.via.text)}," if claim.via else name


# --- one score, part by part --------------------------------------------------------------------


def explain(report: Report, claim: str | None = None, text: str = "") -> str:
    """How the score of a claim, by its id, comes about; without an id, that of the article.

    A line a part from the neutral start on: weight and running sum in log-odds, running score, the step drawn between
    0 and 1; below it the reason and, where the article's ``text`` is given, the words it rests on. Raises InputError
    for a claim that the report does not have.
    """
    if claim is None:
        return "\n".join([_heading(report, Wording.ADMIRALTY), "", *_waterfall(report.score, text)]) + "\n"
    found = next((one for one in report.claims if one.id == claim), None)
    if found is None:
        known = ", ".join(one.id for one in report.claims) or "none"
        raise InputError(f"article {report.id!r} has no claim {claim!r}; its claims: {known}")
    names = {source.id: source.name for source in report.sources}
    heading = _title(f"{found.id} · {_who(found, names)}")
    return "\n".join([heading, *_wrapped(_quote(found, text), ""), "", *_waterfall(found.score, text)]) + "\n"


def reasons(score: Score) -> str:
    """The parts of a score in one line: "0.40 (F6): start +0.40, where every claim starts; …"."""
    parts = [f"{part.name} {part.weight:+.2f}, {_clean(part.reason)}" for part in score.contributions]
    return ": ".join(filter(None, [_verdict(score), "; ".join(parts)]))


def _waterfall(score: Score | None, text: str) -> Iterator[str]:
    if score is None or score.value is None:
        yield f"Sourcing {_verdict(score) if score else 'not judged'}: nothing is asserted here that could be sourced."
        return
    wide = max(len(name) for name in ("neutral start", *(part.name for part in score.contributions)))
    yield f"{'part':<{wide}}  log-odds     sum  score  0{'1':>{BAR - 1}}"
    yield f"{'neutral start':<{wide}}  {'':8}  {0.0:>+6.2f}  {0.5:>5.2f}  {_bar(0.5, 0.5)}"
    total = 0.0
    for part in score.contributions:
        before, total = total, total + part.weight
        drawn = _bar(logistic(before), logistic(total))
        yield f"{part.name:<{wide}}  {part.weight:>+8.2f}  {total:>+6.2f}  {logistic(total):>5.2f}  {drawn}"
        words = _shortened(_clean(part.span.of(text)), LONGEST_REASON) if part.span else ""
        yield from _wrapped(_clean(part.reason) + (f": “{words}”" if words else ""), "    ")
    yield f"{'sourcing':<{wide}}  {'':8}  {total:>+6.2f}  {score.value:>5.2f}  {_bar(0.0, score.value)}  {score.rating}"


def _bar(one: float, other: float) -> str:
    """The way from one score to another, one column at least."""
    low, high = (round(BAR * value) for value in sorted((one, other)))
    low = min(low, BAR - 1)
    high = max(high, low + 1)
    return "·" * low + "█" * (high - low) + "·" * (BAR - high)


# --- text for a terminal ------------------------------------------------------------------------


def to_text(report: Report | Failure, text: str, wording: str = Wording.ADMIRALTY) -> str:
    """The report for a terminal, 100 columns wide; ``text`` is the article that it was made from.

    Judgements are said by the Admiralty code, or with ``wording`` "icd203" or "phia" in the words of these standards.
    Raises InputError for another wording.
    """
    if wording not in list(Wording):
        raise InputError(f"wording: expected one of {', '.join(Wording)}, got {wording!r}")
    if isinstance(report, Failure):
        return f"{_title(_clean(report.id))}\nCould not be scored: {_clean(report.message)}\n"
    said = Wording(wording)
    parts = [_heading(report, said), *_claim_parts(report, text, said), _unsupported(report), _legend(report, said)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(report: Report, wording: Wording) -> str:
    origin = [_clean(x) for x in (report.publisher, report.published, report.id if report.title else None) if x]
    flagged = sum(figure.flagged for figure in report.figures)
    counts = (
        f"{_count(len(report.claims), 'claim')}, {_count(len(report.sources), 'source')}, "
        f"{_count(len(report.figures), 'figure')} of which {flagged} flagged"
    )
    lines = [_title(_clean(report.title or report.id)), *([" · ".join(origin)] if origin else [])]
    if wording is Wording.ADMIRALTY:
        return "\n".join([*lines, f"Sourcing {_verdict(report.score)} · {counts}"])
    return "\n".join([*lines, counts, *_wrapped(yardstick.sourcing(report.score), "")])


def _title(line: str) -> str:
    return f"{line}\n{'=' * min(len(line), WIDTH)}"


def _claim_parts(report: Report, text: str, wording: Wording) -> Iterator[str]:
    names = {source.id: source.name for source in report.sources}
    figures = {figure.id: figure for figure in report.figures}
    for number, claim in enumerate(report.claims, 1):
        lines = [f"{number:>3}. {_who(claim, names)}", *_wrapped(_quote(claim, text), "     ")]
        held = [figures[id] for id in claim.figures if id in figures]
        told = [*_judgements(claim, wording), *(_figure(figure, wording) for figure in held)]
        yield "\n".join([*lines, *(line for one in told for line in _wrapped(one, "     "))])


def _judgements(claim: Claim, wording: Wording) -> list[str]:
    if wording is Wording.ADMIRALTY:
        return [f"sourcing {_verdict(claim.score)}"] if claim.score else []
    return [*([yardstick.sourcing(claim.score)] if claim.score else []), yardstick.ascription(claim, wording)]


def _who(claim: Claim, names: dict[str, str]) -> str:
    if claim.source is None:
        return "The article itself"
    name = _clean(names.get(claim.source.id or "", "") or claim.source.text) or "Nobody"
    told = [name, TYPE_WORDS[claim.source.type], NAMING_WORDS[claim.source.naming], claim.source.country]
    via = f"through {_clean(claim.via.text)}" if claim.via else None
    act = ACT_WORDS[claim.act] if claim.act is not Act.CLAIM else None
    return " · ".join(part for part in (*told, via, act) if part)


def _quote(claim: Claim, text: str) -> str:
    return _shortened(" … ".join(_clean(span.of(text)) for span in claim.content), LONGEST_QUOTE)


def _figure(figure: Figure, wording: Wording) -> str:
    mark = "!" if figure.flagged else "-"
    told = [figure.status, "disputed" if figure.disputed else None, "flagged" if figure.flagged else None]
    date = f", as of {figure.as_of}" if figure.as_of else ""
    line = f"{mark} {_clean(figure.text)} [{_bounds(figure)}]{date}: {', '.join(part for part in told if part)}"
    return line if wording is Wording.ADMIRALTY else f"{line}. {yardstick.contest(figure, wording)}"


def _unsupported(report: Report) -> str:
    names = {source.id: source.name for source in report.sources}
    claims = {claim.id: claim for claim in report.claims}
    lines = [line for figure in report.figures if figure.flagged for line in _bullet(figure, claims, names)]
    return "\n".join([*_underlined("Figures that nothing independent supports"), *(lines or ["  none found"])])


def _bullet(figure: Figure, claims: dict[str, Claim], names: dict[str, str]) -> list[str]:
    claim = claims.get(figure.claim) if figure.claim else None
    reason = _clean(figure.reason) or f"from {_origin(claim, names)}"
    return _wrapped(f"! {_clean(figure.text)} [{_bounds(figure)}]: {reason}", "  ")


def _bounds(figure: Figure) -> str:
    low, high = (None if value is None else f"{value:,}" for value in (figure.low, figure.high))
    if low == high:
        return low or "open"
    if high is None:
        return f"{low} or more"
    return f"at most {high}" if low is None else f"{low} to {high}"


def _legend(report: Report, wording: Wording) -> str:
    present = {claim.source.type for claim in report.claims if claim.source}
    countries = any(claim.source and claim.source.country for claim in report.claims)
    entries = [
        *(f"{TYPE_WORDS[kind]}: {TYPE_MEANINGS[kind]}" for kind in SourceType if kind in present),
        *(["two letters: the country that the source belongs to or speaks for (ISO 3166)"] if countries else []),
        *(_code_meanings(report) if wording is Wording.ADMIRALTY else yardstick.legend(wording)),
        *_publisher(report),
    ]
    lines = [line for entry in entries for line in _wrapped(entry, "  ")]
    return "\n".join([*_underlined("How to read this"), *lines, *textwrap.wrap(CAUTION, WIDTH), "", report.signature])


def _code_meanings(report: Report) -> list[str]:
    scores = [report.score, *(claim.score for claim in report.claims if claim.score)]
    digits = [f"{digit} {CREDIBILITY_WORDS[digit]}" for digit in sorted({score.credibility for score in scores})]
    return [
        "sourcing: from 0 (nothing to rest on) to 1 (well sourced)",
        "letter: the track record of the source, from A (reliable) to E (unreliable); F: not known",
        f"digit: what supports the claim; {'; '.join(digits)}",
    ]


def _publisher(report: Report) -> list[str]:
    """What is known of the outlet, on which its letter may rest."""
    outlet = report.outlet
    if outlet is None:
        return []
    told = [
        outlet.domain if outlet.domain != outlet.name else None,
        outlet.country,
        "a government owns or steers it" if outlet.state else None,
        f"its news rated {outlet.quality:.2f} from 0 to 1" if outlet.quality is not None else None,
    ]
    return [f"publisher: {', '.join(_clean(part) for part in (outlet.name, *told) if part)}"]


def _underlined(heading: str) -> list[str]:
    return [heading, "-" * len(heading)]


def _verdict(score: Score) -> str:
    return f"not judged ({score.rating})" if score.value is None else f"{score.value:.2f} ({score.rating})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _shortened(words: str, most: int) -> str:
    """The words, or their start and end with a mark between them where they are longer than ``most`` characters."""
    if len(words) <= most:
        return words
    return f"{words[: most // 2].rsplit(' ', 1)[0]} […] {words[-most // 2 :].split(' ', 1)[-1]}"


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)


def _clean(text: str) -> str:
    """One line of text without control characters, for a message or a terminal."""
    return " ".join(text.split()).translate(_CONTROLS)
