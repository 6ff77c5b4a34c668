"""A report for its reader: flags, and the plain text that a terminal shows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from .datatypes import Act, Claim, Failure, Figure, FigureStatus, Flag, Naming, Report, Score, Source, SourceType

WIDTH = 100
LONGEST_QUOTE = 280  # characters of a claim's content shown in the text view; the report itself cuts nothing off

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


# --- text for a terminal ------------------------------------------------------------------------


def to_text(report: Report | Failure, text: str) -> str:
    """The report for a terminal, 100 columns wide; ``text`` is the article that it was made from."""
    if isinstance(report, Failure):
        return f"{_title(_clean(report.id))}\nCould not be scored: {_clean(report.message)}\n"
    parts = [_heading(report), *_claim_parts(report, text), _unsupported(report), _legend(report)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(report: Report) -> str:
    origin = [_clean(x) for x in (report.publisher, report.published, report.id if report.title else None) if x]
    flagged = sum(figure.flagged for figure in report.figures)
    counts = (
        f"{_count(len(report.claims), 'claim')}, {_count(len(report.sources), 'source')}, "
        f"{_count(len(report.figures), 'figure')} of which {flagged} flagged"
    )
    lines = [_title(_clean(report.title or report.id)), *([" · ".join(origin)] if origin else [])]
    return "\n".join([*lines, f"Sourcing {_verdict(report.score)} · {counts}"])


def _title(line: str) -> str:
    return f"{line}\n{'=' * min(len(line), WIDTH)}"


def _claim_parts(report: Report, text: str) -> Iterator[str]:
    names = {source.id: source.name for source in report.sources}
    figures = {figure.id: figure for figure in report.figures}
    for number, claim in enumerate(report.claims, 1):
        lines = [f"{number:>3}. {_who(claim, names)}", *_wrapped(_quote(claim, text), "     ")]
        lines += [f"     sourcing {_verdict(claim.score)}"] if claim.score else []
        lines += [line for id in claim.figures if id in figures for line in _wrapped(_figure(figures[id]), "     ")]
        yield "\n".join(lines)


def _who(claim: Claim, names: dict[str, str]) -> str:
    if claim.source is None:
        return "The article itself"
    name = _clean(names.get(claim.source.id or "", "") or claim.source.text) or "Nobody"
    told = [name, TYPE_WORDS[claim.source.type], NAMING_WORDS[claim.source.naming], claim.source.country]
    via = f"through {_clean(claim.via.text)}" if claim.via else None
    act = ACT_WORDS[claim.act] if claim.act is not Act.CLAIM else None
    return " · ".join(part for part in (*told, via, act) if part)


def _quote(claim: Claim, text: str) -> str:
    content = " … ".join(_clean(span.of(text)) for span in claim.content)
    if len(content) <= LONGEST_QUOTE:
        return content
    half = LONGEST_QUOTE // 2
    return f"{content[:half].rsplit(' ', 1)[0]} […] {content[-half:].split(' ', 1)[-1]}"


def _figure(figure: Figure) -> str:
    mark = "!" if figure.flagged else "-"
    told = [figure.status, "disputed" if figure.disputed else None, "flagged" if figure.flagged else None]
    date = f", as of {figure.as_of}" if figure.as_of else ""
    return f"{mark} {_clean(figure.text)} [{_bounds(figure)}]{date}: {', '.join(part for part in told if part)}"


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


def _legend(report: Report) -> str:
    present = {claim.source.type for claim in report.claims if claim.source}
    scores = [report.score, *(claim.score for claim in report.claims if claim.score)]
    digits = [f"{digit} {CREDIBILITY_WORDS[digit]}" for digit in sorted({score.credibility for score in scores})]
    countries = any(claim.source and claim.source.country for claim in report.claims)
    entries = [
        *(f"{TYPE_WORDS[kind]}: {TYPE_MEANINGS[kind]}" for kind in SourceType if kind in present),
        *(["two letters: the country that the source belongs to or speaks for (ISO 3166)"] if countries else []),
        "sourcing: from 0 (nothing to rest on) to 1 (well sourced)",
        "letter: the track record of the source, from A (reliable) to E (unreliable); F: not known",
        f"digit: what supports the claim; {'; '.join(digits)}",
    ]
    lines = [line for entry in entries for line in _wrapped(entry, "  ")]
    return "\n".join([*_underlined("How to read this"), *lines, *textwrap.wrap(CAUTION, WIDTH), "", report.signature])


def _underlined(heading: str) -> list[str]:
    return [heading, "-" * len(heading)]


def _verdict(score: Score) -> str:
    return f"not judged ({score.rating})" if score.value is None else f"{score.value:.2f} ({score.rating})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)


def _clean(text: str) -> str:
    """One line of text without control characters, for a message or a terminal."""
    return " ".join(text.split()).translate(_CONTROLS)
