"""The medium through which a statement is known: the outlet that was told it, or the platform it was put on.

``outlets`` finds the outlets of a text; ``direct`` gives each relation the medium that its own words, or the frame of
its sentence, name; ``continued`` passes a medium on to what the same source says next.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..datatypes import Outlet, Relation, Segments, SourceType, Span, Via
from ..lexicon import outlets_in

Outlets = tuple[tuple[Span, Outlet], ...]

PLATFORM = re.compile(
    r"\b(?:Twitter|Facebook|Telegram|YouTube|Instagram|WhatsApp|Weibo|WeChat|TikTok|VKontakte|Truth Social"
    r"|[Ss]ocial (?:media|networks?|networking sites?)|(?:[Rr]e)?[Tt]weet(?:s|ed|ing)?)\b|(?<=\b[Oo]n )X\b(?!-)"
)
CAME_BACK = re.compile(
    r"\b[Tt]h(?:e|is) (?:state |news )?(?:agency|newspaper|paper|network|broadcaster|channel|outlet|magazine|daily"
    r"|report|(?:news |web ?)site|news outlet)\b|\bIt(?= (?:also )?(?:quot|cit)(?:ed|es)\b)"
)
SHORT_FORM = re.compile(r"\b[Tt]he ([A-Z][a-z]{3,})\b")  # "The Washington Post" ... "the Post"
DATELINE = re.compile(r"[(\[]\s*\Z")

# Words before a medium; the gap at their end takes "the state-run", "Russia's", an opening quotation mark.
GAP = r"(?:[\w'’.&-]+\s+){0,6}[“\"‘'`]*\Z"
TO_MEDIUM = re.compile(
    r"\b(?:told|tells?|telling|inform(?:ed|s)|"
    r"(?:quoted|cited|carried|reported|published|released|broadcast|aired|obtained|seen|interviewed|contacted|relayed"
    r"|posted|shared|asked|pressed)\b[^.;“”]{0,40}?\bby|"
    r"(?:interview(?:s|ed)?|comments?|remarks?|statements?|letter|op-ed|article|speaking|spoke|speak|e-?mail"
    r"|confirm(?:ed|ing)|talk(?:ing|ed)?|appear(?:ing|ed|ance)|said|says|saying|wrote|writing|posted|announced|column"
    r"|post|message|video|denied|tweet(?:s|ed)?)\b[^.;“”]{0,60}?\b(?:with|to|by|on|in|for|via|through|at)|via)\s+" + GAP
)
ON_AIR = re.compile(r"\b(?:[Oo]n|[Oo]ver|[Ii]n)\s+" + GAP)  # only before a platform, a channel, a show
FRAMED_BY = re.compile(r"\b(?:[Aa]ccording to|per|citing|[Cc]ited by|[Tt]hrough)\s+" + GAP)
WITHIN = re.compile(
    r"\b(?:quoted|cited|contacted|interviewed|obtained|seen|reached|posted|carried)\b[\w ]{0,20} (?:by|on)\s+" + GAP
)
ASIDE = re.compile(r"[,”\"]\s+(?:[\w'’-]+\s+){0,6}\Z")
BROADCAST = re.compile(r"(?i)\b(?:television|tv|radio|channel|media|press|newspapers?|news|sunday)\b")
# Words after a medium that make it the one who reports.
FRAMES = re.compile(
    r"[”\"’']?(?:['’]s [\w ]{2,30})?[^.;“”]{0,50}?\b(?:report(?:s|ed|ing)?|said|says|quot(?:es|ed|ing)|cit(?:es|ed|ing)"
    r"|add(?:s|ed)|wrote|writes|announced|revealed|carried|published|noted|stated|claimed|paraphrased)\b"
)


@dataclass(frozen=True)
class _Medium:
    """A medium where it is mentioned; ``via`` shows the mention that names it."""

    span: Span
    via: Via


def outlets(text: str) -> Outlets:
    """Outlets in the text; of "state news agency SANA" only the name, not the description before it."""
    found = outlets_in(text)
    starts = {span.start for span, _ in found}

    def describes(span: Span, outlet: Outlet) -> bool:
        follows = text[span.end : span.end + 1] in (" ", ",") and bool(starts & {span.end + 1, span.end + 2})
        return outlet.country is None and follows

    return tuple((span, outlet) for span, outlet in found if not describes(span, outlet))


def _media(text: str, content: Sequence[Span], outlets: Outlets) -> list[_Medium]:
    """Outlets and platforms outside any content, with "the agency" and the like standing for the last outlet."""
    named = [
        _Medium(span, Via(span.of(text), span, SourceType.STATE_MEDIA if outlet.state else SourceType.NEWS_MEDIA))
        for span, outlet in outlets
        if not DATELINE.search(text, max(0, span.start - 3), span.start)
    ]
    platforms = (Span(*match.span()) for match in PLATFORM.finditer(text))
    found = [*named, *(_Medium(span, Via(span.of(text), span, SourceType.SOCIAL_MEDIA)) for span in platforms)]
    for match in (*CAME_BACK.finditer(text), *SHORT_FORM.finditer(text)):
        ending = "" if match.re is CAME_BACK else " " + match.group(1)
        earlier = (
            medium.via
            for medium in reversed(named)
            if medium.span.end <= match.start() and not medium.via.text.islower() and medium.via.text.endswith(ending)
        )
        if via := next(earlier, None):
            found.append(_Medium(Span(*match.span()), via))
    return sorted((m for m in found if not any(m.span.overlaps(c) for c in content)), key=lambda m: m.span)


def direct(text: str, segments: Segments, relations: Sequence[Relation], outlets: Outlets) -> list[Via | None]:
    """The medium of each relation that its own words or the frame of its sentence name; own words come first."""
    return _Reading(text, segments, relations, outlets).direct()


class _Reading:
    """The media and the relations of one article, sentence by sentence. Relations are known by their index."""

    def __init__(self, text: str, segments: Segments, relations: Sequence[Relation], outlets: Outlets) -> None:
        self.text = text
        self.segments = segments
        self.relations = relations
        self.frames = [(relation.cue or relation.source or relation.content)[0] for relation in relations]
        self.sentences = [segments.sentence_of(frame.start) for frame in self.frames]
        self.touching: defaultdict[Span, set[int]] = defaultdict(set)  # sentence -> relations with a cue there
        for i, (relation, sentence) in enumerate(zip(relations, self.sentences, strict=True)):
            self.touching[sentence].add(i)
            for position in (at for span in relation.cue for at in (span.start, span.end - 1)):
                self.touching[segments.sentence_of(position)].add(i)
        self.media = _media(text, sorted(span for relation in relations for span in relation.content), outlets)

    def direct(self) -> list[Via | None]:
        found: list[Via | None] = [None] * len(self.relations)
        framed: list[Via | None] = [None] * len(self.relations)
        for medium in self.media:
            sentence = self.segments.sentence_of(medium.span.start)
            beside = self._beside(medium, sentence)
            for i in self._addressed(medium, sentence, beside):
                found[i] = found[i] or medium.via
            for i in self._framed(medium, sentence, beside):
                framed[i] = framed[i] or medium.via
        return [via or frame for via, frame in zip(found, framed, strict=True)]

    def _beside(self, medium: _Medium, sentence: Span) -> list[int]:
        """The relations whose frame is in the sentence, or whose cue holds the medium."""
        touching = sorted(self.touching[sentence])
        return [i for i in touching if self.sentences[i] == sentence or self._in_cue(medium, i)]

    def _in_cue(self, medium: _Medium, i: int) -> bool:
        return any(span.overlaps(medium.span) for span in self.relations[i].cue)

    def _in_source(self, medium: _Medium, i: int) -> bool:
        return any(span.overlaps(medium.span) for span in self.relations[i].source)

    def _addressed(self, medium: _Medium, sentence: Span, beside: Sequence[int]) -> list[int]:
        """Relations whose own words hold the medium: "told Reuters", "tweeted", "an official quoted by Xinhua"."""
        before = self.text[sentence.start : medium.span.start]
        if inside := [i for i in beside if self._in_cue(medium, i)]:
            return self._same_source(inside[0], beside)
        if holding := [i for i in beside if self._in_source(medium, i)]:
            return holding if WITHIN.search(before) else []
        airs = medium.via.type is SourceType.SOCIAL_MEDIA or BROADCAST.search(medium.via.text)
        if not beside or not (TO_MEDIUM.search(before) or (airs and ON_AIR.search(before))):
            return []
        ends = {i: self._end_before(medium, i) for i in beside}
        nearest = max(beside, key=ends.__getitem__)
        return self._same_source(nearest, beside) if ends[nearest] >= 0 or len(beside) == 1 else []

    def _end_before(self, medium: _Medium, i: int) -> int:
        """Where the last words of a relation's source and cue before the medium end; -1 if all follow it."""
        words = (*self.relations[i].source, *self.relations[i].cue)
        return max((span.end for span in words if span.end <= medium.span.start), default=-1)

    def _same_source(self, i: int, beside: Sequence[int]) -> list[int]:
        """The relation and those after it in the sentence that have the very same source."""
        source = self.relations[i].source
        return [j for j in beside if j == i or (j > i and source and self.relations[j].source == source)]

    def _framed(self, medium: _Medium, sentence: Span, beside: Sequence[int]) -> list[int]:
        """Relations of a sentence that a medium reports: "KCNA reported that", ", SANA said", "according to Xinhua"."""
        if not beside:
            return []
        before = self.text[sentence.start : medium.span.start]
        verb = FRAMES.match(self.text[medium.span.end : sentence.end])
        subject = verb is not None and not self._speaks_between(medium.span.end, medium.span.end + verb.end())
        if not subject and not FRAMED_BY.search(before):
            return []
        if any(self._in_source(medium, i) for i in range(len(self.relations))):
            # The medium speaks for itself here; it frames others only from an aside after their words.
            if not subject or not ASIDE.search(before):
                return []
            return [i for i in beside if not self._in_source(medium, i) and self.frames[i].end <= medium.span.start]
        return list(beside)

    def _speaks_between(self, start: int, end: int) -> bool:
        """Whether, after a comma, somebody else is the subject of the verb: "after a raid on CNN, Brandt said"."""
        return any(
            start <= source.start < end and "," in self.text[start : source.start]
            for relation in self.relations
            for source in relation.source
        )


def continued(
    media: Sequence[Via | None],
    entities: Sequence[int | None],
    brief: Sequence[bool],
    relations: Sequence[Relation],
    segments: Segments,
) -> list[Via | None]:
    """The media, each kept by a plain continuation: the same entity again at once, briefly named or in quotation marks.

    ``brief``: whether a relation's source is a pronoun or a bare "the official". On the training articles 80 to 90 % of
    such relations have the medium of the one before, of others a third.
    """
    result = list(media)
    for i in range(1, len(relations)):
        earlier, relation = relations[i - 1], relations[i]
        if result[i] or not result[i - 1] or entities[i] is None or entities[i] != entities[i - 1]:
            continue
        plain = brief[i] or relation.source == earlier.source
        quoted = any(segments.quoted(span.start + 1) for span in relation.content)
        if (plain or quoted) and _adjacent(segments, earlier, relation):
            result[i] = result[i - 1]
    return result


def _adjacent(segments: Segments, earlier: Relation, relation: Relation) -> bool:
    """Whether no sentence lies between the two."""
    end = max(span.end for span in (*earlier.source, *earlier.cue, *earlier.content))
    after = segments.sentence_of(end - 1).end
    return relation.start < after or segments.sentence_of(relation.start).start <= after
