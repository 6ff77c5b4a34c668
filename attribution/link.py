"""Sources that are the same entity are joined, and each statement gets the medium it is known through.

The network links source, cue and content. Every source is matched, in text order, to what the article has named
before: first by name, then by acronym or head noun, pronouns last. What stays ambiguous stays an entity of its own:
unknown is not a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from .datatypes import Attribution, Document, Entity, Linked, Naming, Relation, Segments, Span, Spans, Tagging
from .labels import NAMINGS
from .lexicon import TOKEN, is_capital, is_role, outlets_in, plain, singular, table, words
from .mentions import media
from .mentions.named import DOCUMENTS, OWN_COUNTRYS, bodies, nouns
from .mentions.names import acronyms, are_initials, ends, initials, same_person
from .mentions.reading import (
    BODIES,
    CALENDAR,
    CUT,
    DEFINITE,
    INDEFINITE,
    LED,
    OPENERS,
    PERSON_NOUNS,
    PREPOSITION,
    PRONOUNS,
    RELATIVE,
    ROLES,
    SOURCE_WORDS,
    Mention,
    nations_in,
    people,
    read_mention,
)
from .settings import Settings

OUTLET_NOUNS = words(SOURCE_WORDS, "outlet")
# A more general noun may take up a more special one, never the reverse.
TAKES_UP = {general: frozenset(special.split(";")) for general, special in table("takes_up.txt")}
TAKES_UP |= {"document": DOCUMENTS}
# "The president" is no vice president.
LESSER = {"vice", "deputy", "assistant", "former", "ex", "under", "undersecretary"}
BARE = re.compile(r"the (?:[a-z]+ )?[a-z]+")  # "the source", "the military official"
JOINED = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*\s){1,5}and\s[^\W\d_a-z]")  # "Marsh and Holm met": either of them
LOOK_BACK = 4  # sentences of the article's own in which a pronoun's antecedent is looked for
NEXT = 2  # those in which it may be an institution or a noun that has not spoken: its own and the one before


def link(document: Document, segments: Segments, tagging: Tagging, settings: Settings) -> Linked:
    """Attributions in text order; entities in the order of their first mention as a source."""
    text = document.text
    relations = sorted(tagging.relations, key=lambda relation: relation.start)
    outlets = media.outlets(text)
    article = _Article(text, segments, relations, outlets)
    found = [article.resolve(relation) if relation.source else None for relation in relations]
    number = {cluster: i for i, cluster in enumerate(dict.fromkeys(c for c in found if c is not None))}
    direct = [
        None if cluster is not None and article.clusters[cluster].outlet else via
        for cluster, via in zip(found, media.direct(text, segments, relations, outlets), strict=True)
    ]
    brief = [bool(relation.source) and _is_brief(relation.source[0].of(text)) for relation in relations]
    vias = media.continued(direct, found, brief, relations, segments)
    attributions = tuple(
        Attribution(relation, None if cluster is None else number[cluster], via)
        for relation, cluster, via in zip(relations, found, vias, strict=True)
    )
    return Linked(attributions, tuple(article.entity(article.clusters[cluster]) for cluster in number))


def _is_brief(source: str) -> bool:
    return plain(source) in PRONOUNS or BARE.fullmatch(plain(source)) is not None


def _named(relation: Relation) -> bool | None:
    """Whether the network takes the source for a named person; None where it does not say."""
    scores = relation.namings
    if not scores or max(scores) - min(scores) < 1e-3:
        return None
    return NAMINGS[scores.index(max(scores))] is Naming.NAMED


@dataclass
class _Cluster:
    """An entity in the making: every word used for it, and where it was named."""

    kind: str
    fullest: Mention
    plural: bool
    outlet: str | None  # its name in the outlet table
    heads: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    country: str | None = None
    gender: str | None = None
    names: list[Span] = field(default_factory=list)  # outside any source
    sources: list[Span] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # starts of names and sources, in text order

    def add(self, mention: Mention) -> None:
        if mention.kind == self.kind and _fullness(mention) > _fullness(self.fullest):
            self.fullest = mention
        if mention.kind != "pronoun":
            self.heads.add(mention.head)
            self.roles |= mention.roles
            self.titles |= mention.titles
            self.described |= mention.described
            self.country = self.country or mention.country
        self.gender = self.gender or mention.gender

    @property
    def unknown(self) -> bool:
        """Whether it is but "the president", whoever that was."""
        return self.kind == "noun" and self.fullest.lead in DEFINITE and len(self.fullest.described) == 2

    def last_before(self, position: int) -> int:
        """The nearest place before a position, -1 if there is none."""
        at = bisect_left(self.places, position)
        return self.places[at - 1] if at else -1


def _fullness(mention: Mention) -> tuple[int, bool]:
    """The mention that names an entity has most words, and is no shouted headline."""
    return len(mention.name), not (len(mention.name) > 1 and mention.shown.isupper())


# --- what leaves it open that a mention is a cluster's --------------------------------------------


def _same_gender(mention: Mention, cluster: _Cluster) -> bool:
    return not (mention.gender and cluster.gender) or mention.gender == cluster.gender


def _same_country(mention: Mention, cluster: _Cluster) -> bool:
    return not (mention.country and cluster.country) or mention.country == cluster.country


def _same_office(mention: Mention, cluster: _Cluster) -> bool:
    """A surname with a title that the other never bears is somebody else's."""
    other = len(mention.name) == 1 and mention.titles and cluster.titles and not mention.titles & cluster.titles
    return not other


def _signature(mention: Mention) -> tuple[object, ...]:
    return mention.kind, mention.head, mention.name, mention.country, mention.plural


class _Article:
    """Matches the sources of one article, in text order, against what it has named so far.

    A cluster is known by its index. The methods that look for one answer None where nothing fits.
    """

    def __init__(self, text: str, segments: Segments, relations: Sequence[Relation], outlets: media.Outlets) -> None:
        self.text = text
        self.segments = segments
        self.starts = [sentence.start for sentence in segments.sentences]
        # Sentences outside quotations, counted up to each.
        self.told = list(accumulate(not segments.quoted(start) for start in self.starts))
        self.clusters: list[_Cluster] = []
        self.acronyms = acronyms(text)
        self.by_source: dict[Spans, int] = {}
        self.bearers: defaultdict[str, set[int]] = defaultdict(set)  # first or last word of a name -> people
        self.bodies: defaultdict[str, set[int]] = defaultdict(set)  # word, acronym or initials of a name -> bodies
        self.called: defaultdict[str, set[int]] = defaultdict(set)  # word said of them -> clusters
        self.outlets: set[int] = set()
        self.signed: dict[tuple[object, ...], int] = {}  # signature of the fullest mention -> cluster
        self.antecedents: list[tuple[int, int, int]] = []  # start, cluster, end: what a pronoun may stand for
        self.taken = bytearray(len(text))  # 1 where a source is
        for span in (span for relation in relations for span in relation.source):
            self.taken[span.start : span.end] = b"\1" * (span.end - span.start)
        for span, outlet in outlets:
            if outlet.state or not span.of(text).islower():
                self._introduce(span, _outlet_mention(span.of(text)), outlet.name)
        found = list(people(text))
        for span, mention in found:
            if mention.kind == "person":
                self._introduce(span, mention)
        for span, mention in found:
            if mention.kind == "surname" and (i := self._person(mention, span.start)) is not None:
                self._place(span, i)
        for span, mention in bodies(text):
            self._introduce(span, mention)
        self.nouns = nouns(text, (s for s in segments.sentences if not segments.quoted(s.start)))[::-1]  # still to come

    def _introduce(self, span: Span, mention: Mention, outlet: str | None = None) -> None:
        """Enter a name that the text gives, whether or not it is a source."""
        found = self._person(mention, span.start) if mention.kind == "person" else self._body(mention, span.start)
        found = self._cluster(found, mention, outlet)
        whole = mention.kind == "person" or outlet is not None
        self._place(span, found, antecedent=whole or self._is_subject(span))
        if not self._in_source(span):
            self.clusters[found].names.append(span)

    def _in_source(self, span: Span) -> bool:
        return any(self.taken[span.start : span.end])

    def _introduce_nouns(self, position: int) -> None:
        """Enter the common nouns before a position; "the minister" is the minister named before."""
        while self.nouns and self.nouns[-1][0].start < position:
            span, mention, opens = self.nouns.pop()
            if not self._in_source(span):
                definite = mention.lead in DEFINITE
                found = self._take_up(mention, span.start) if definite else self._repeated(mention)
                if found is None and definite and not mention.plural:
                    continue  # somebody or something named before by other words
                found = self._cluster(found, mention)
                self._place(span, found, antecedent=opens)
                self.clusters[found].names.append(span)

    def _cluster(self, found: int | None, mention: Mention, outlet: str | None = None) -> int:
        """The cluster found, or a new one, with the mention added."""
        if found is None:
            self.clusters.append(_Cluster(mention.kind, mention, mention.plural, outlet))
            found = len(self.clusters) - 1
            if outlet:
                self.outlets.add(found)
        self.clusters[found].add(mention)
        for word in {mention.head, *mention.described, *mention.name}:
            self.called[word].add(found)
        if mention.kind == "person":
            for part in ends(mention.name):
                self.bearers[part].add(found)
        if mention.kind == "body":
            for key in self._keys(mention):
                self.bodies[key].add(found)
        self.signed[_signature(self.clusters[found].fullest)] = found
        return found

    def _place(self, span: Span, found: int, *, antecedent: bool = True) -> None:
        insort(self.clusters[found].places, span.start)
        if antecedent and not self.segments.quoted(span.start):
            insort(self.antecedents, (span.start, found, span.end))

    def _is_subject(self, span: Span) -> bool:
        """Whether a sentence opens with the name, which neither "and" joins to another nor a noun follows."""
        follows = TOKEN.match(self.text, span.end + 1)
        modifies = follows is not None and self.text[span.end].isspace() and singular(follows.group()) in PERSON_NOUNS
        opening = TOKEN.findall(self.text[self.starts[self._sentence(span.start)] : span.start])
        led = all(is_capital(w) and (w.lower() in DEFINITE or w.lower() not in OPENERS) for w in opening)
        return not modifies and led and not JOINED.match(self.text, span.start)

    def _opens(self, place: int) -> bool:
        """Whether nothing but names and titles is before the place in its sentence."""
        opening = TOKEN.findall(self.text[self.starts[self._sentence(place)] : place])
        return all(is_capital(word) or is_role(word) or plain(word) in DEFINITE for word in opening)

    def _sentence(self, position: int) -> int:
        return max(bisect_right(self.starts, position) - 1, 0)

    def _distance(self, place: int, position: int) -> int:
        """Sentences of the article's own from one place to a later one."""
        return self.told[self._sentence(position)] - self.told[self._sentence(place)]

    def resolve(self, relation: Relation) -> int:
        """The cluster that a relation with a source is ascribed to."""
        if relation.source in self.by_source:
            return self.by_source[relation.source]
        mention = read_mention(" ".join(span.of(self.text) for span in relation.source), _named(relation))
        first = relation.source[0]
        self._introduce_nouns(first.start)
        found = self._cluster(self._match(mention, first.start, relation.content), mention)
        self.clusters[found].sources.extend(relation.source)
        self._place(first, found)
        return self.by_source.setdefault(relation.source, found)

    def _match(self, mention: Mention, position: int, content: Spans = ()) -> int | None:
        if mention.kind == "pronoun":
            return self._pronoun(mention, position, content)
        if mention.kind == "person":
            return self._person(mention, position)
        return next((found for found in self._common(mention, position) if found is not None), None)

    def _common(self, mention: Mention, position: int) -> Iterator[int | None]:
        """What an institution or a common noun may stand for, the surest reading first."""
        yield self._outlet(mention)
        if mention.kind == "body":
            yield self._body(mention, position)
        if mention.lead in DEFINITE:
            yield self._compatriot(mention, position)
            found = self._take_up(mention, position)
            silent = found is not None and self.clusters[found].kind == "noun" and not self.clusters[found].sources
            if mention.head in DOCUMENTS and (found is None or silent):
                yield self._issuer(mention, position)
            yield found
        yield self._repeated(mention)

    def _nearest(self, candidates: Iterable[int], position: int) -> int | None:
        """The candidate that was named last before the position, else the first one named after it."""
        return max(candidates, key=lambda i: (self.clusters[i].last_before(position), -i), default=None)

    def _person(self, mention: Mention, position: int) -> int | None:
        namesakes = sorted({i for part in ends(mention.name) for i in self.bearers[part]})
        fits = [
            i
            for i, cluster in ((i, self.clusters[i]) for i in namesakes)
            if same_person(mention.name, cluster.fullest.name)
            and _same_gender(mention, cluster)
            and _same_office(mention, cluster)
        ]
        exact = [i for i in fits if self.clusters[i].fullest.name == mention.name]
        return self._nearest(exact or fits, position)

    def _outlet(self, mention: Mention) -> int | None:
        """The outlet that a source such as "the state-run news agency SANA" or "a Chosun Ilbo report" names."""
        whole = PREPOSITION.split(CUT.split(mention.text)[0])[0]
        if mention.roles or mention.plural or " and " in whole:
            return None
        named = {
            outlet.name
            for span, outlet in outlets_in(whole)
            if all(singular(word) in OUTLET_NOUNS | CALENDAR for word in TOKEN.findall(whole[span.end :]))
        }
        return next((i for i in sorted(self.outlets) if self.clusters[i].outlet in named), None)

    def _body(self, mention: Mention, position: int) -> int | None:
        fits = [
            i
            for i, cluster in ((i, self.clusters[i]) for i in self._alike(mention))
            if cluster.kind == "body"
            and _same_gender(mention, cluster)
            and _same_country(mention, cluster)
            and self._same_body(mention, cluster)
        ]
        return self._nearest(fits, position)

    def _alike(self, mention: Mention) -> list[int]:
        """The bodies that share a word or their initials with a mention."""
        return sorted({i for key in self._keys(mention) for i in self.bodies[key]})

    def _keys(self, mention: Mention) -> set[str]:
        shown = TOKEN.findall(mention.shown)
        acronym = mention.shown.replace(".", "").removeprefix("the ").lower()
        return {mention.text, acronym, initials(shown).lower(), *self._spelled_out(mention)}

    def _same_body(self, mention: Mention, cluster: _Cluster) -> bool:
        """Equal names; one that has all words of the other and its head; or one that is the other's acronym."""
        words, other = self._spelled_out(mention), self._spelled_out(cluster.fullest)
        if words == other:
            return bool(words) or mention.text == cluster.fullest.text
        if min(len(words), len(other)) > 1 and (words < other or other < words):
            return mention.head in cluster.heads and mention.plural == cluster.plural
        shown, fullest = mention.shown, cluster.fullest.shown
        return are_initials(shown, fullest) or are_initials(fullest, shown)

    def _spelled_out(self, mention: Mention) -> frozenset[str]:
        """The words of an institution's name; of an acronym that the text explains, the words it stands for."""
        known = self.acronyms.get(mention.name[0]) if len(mention.name) == 1 else None
        return known.words if known else frozenset(mention.name)

    def _take_up(self, mention: Mention, position: int) -> int | None:
        """What "the official", "the ministry", "the North Korean leader" stands for: the nearest one that fits."""
        heads = {mention.head} | TAKES_UP.get(mention.head, set())
        nation = {singular(w) for span, _ in nations_in(mention.text) for w in TOKEN.findall(span.of(mention.text))}
        own = {word for word in mention.name if not LED.search(word)} - {"same", "senior", mention.head} - nation
        fits = [
            i
            for i, cluster in self._called(heads)
            if cluster.last_before(position) >= 0
            and cluster.plural == mention.plural
            and _same_gender(mention, cluster)
            and _same_country(mention, cluster)
            and _has_head(cluster, mention.head, heads)
            and own <= cluster.described
            and not LESSER & (cluster.described - mention.described)
        ]
        fits = self._surer(mention.head, fits, position)
        of_country = [i for i in fits if self.clusters[i].country == mention.country]
        return self._one_of(of_country if mention.country else of_country or fits, mention.head, position)

    def _called(self, heads: Set[str]) -> list[tuple[int, _Cluster]]:
        """Outlets, and the clusters of which one of the words is said."""
        found = self.outlets.union(*(self.called[head] for head in heads))
        return [(i, self.clusters[i]) for i in sorted(found)]

    def _surer(self, head: str, fits: Sequence[int], position: int) -> list[int]:
        """Of what fits the surest: what is near and called just so; what spoke, or is called so; what else is near."""
        fits = [i for i in fits if not self.clusters[i].unknown] or fits
        spoken = {i for i in fits if self.clusters[i].sources}
        silent = {i for i in fits if i not in spoken and self.clusters[i].kind == "noun"}
        if spoken or head in DOCUMENTS:
            fits = [i for i in fits if i not in silent] or fits
        fits = [i for i in fits if i in spoken or self.clusters[i].kind != "body" or head not in OWN_COUNTRYS]
        near = {i for i in fits if self._distance(self.clusters[i].last_before(position), position) < LOOK_BACK}
        called_so = {i for i in fits if _has_head(self.clusters[i], head, {head})}
        named_so = {i for i in fits if head in self.clusters[i].fullest.name and not self.clusters[i].outlet}
        if near_so := near & (spoken & called_so if head in ROLES else named_so):
            return sorted(near_so)
        people = {i for i in spoken.intersection(fits) if self.clusters[i].kind != "body"}
        return sorted(people | spoken & near | called_so or near)

    def _one_of(self, fits: Sequence[int], head: str, position: int) -> int | None:
        """The nearest; None where its sentence names two that have equal claim. An outlet has the last word."""
        nearest = self._nearest(fits, position)
        if nearest is None or self.clusters[nearest].outlet:
            return nearest
        low = self.starts[self._sentence(self.clusters[nearest].last_before(position))]
        rivals = [i for i in fits if self.clusters[i].last_before(position) >= low]
        spoken = [i for i in rivals if self.clusters[i].sources]
        named_so = [i for i in rivals if _has_head(self.clusters[i], head, {head})]
        if len(rivals) == 1 or spoken:
            return self._nearest(spoken or rivals, position)
        return named_so[0] if len(named_so) == 1 else None

    def _compatriot(self, mention: Mention, position: int) -> int | None:
        """Whom "the American" stands for: the only person of the country that was named a little before."""
        _, _, demonym = " ".join(mention.text.split()).partition(" ")
        if mention.country is None or demonym.endswith(("s", "ese", "sh", "ch")) or demonym not in _demonyms():
            return None
        fits = [
            i
            for i, cluster in enumerate(self.clusters)
            if cluster.kind == "person"
            and cluster.country == mention.country
            and (place := cluster.last_before(position)) >= 0
            and self._distance(place, position) < LOOK_BACK
        ]
        return fits[0] if len(fits) == 1 else None

    def _issuer(self, mention: Mention, position: int) -> int | None:
        """Who put out "the statement": the source that spoke "in a statement" in a sentence before."""
        issued = re.compile(rf"\b(?:an?|its|his|her|their)\s(?:[\w'’-]+\s){{0,3}}{mention.head}\b")
        for at in range(bisect_right(self.starts, position) - 2, -1, -1):
            low, high = self.starts[at], self.starts[at + 1]
            if issued.search(self.text, low, high):
                return next((i for source, i in self.by_source.items() if low <= source[0].start < high), None)
        return None

    def _repeated(self, mention: Mention) -> int | None:
        """The same words again; "a senior official" twice may be two of them, "officials" are one group."""
        if mention.lead in ("other", "another", "others") or (mention.lead in INDEFINITE and not mention.plural):
            return None
        found = self.signed.get(_signature(mention))
        same = found is not None and _signature(self.clusters[found].fullest) == _signature(mention)
        return found if same else None

    def _pronoun(self, mention: Mention, position: int, content: Spans) -> int | None:
        """Of the nearest sentence that names any, the compatible source or only antecedent; None where two compete."""
        near: list[tuple[int, int, int]] = []
        for at in range(bisect_left(self.antecedents, (position,)) - 1, -1, -1):
            place, i, end = self.antecedents[at]
            distance = self._distance(place, position)
            if distance >= LOOK_BACK or (near and self._sentence(place) != self._sentence(near[-1][0])):
                break
            cluster = self.clusters[i]
            silent = not cluster.sources and cluster.kind != "person"
            told_of = silent and any(span.start <= place < span.end for span in content)  # not who tells it
            fits = _may_stand_for(mention, cluster) and not (silent and distance >= NEXT) and not told_of
            if fits:
                near.append((place, i, end))
        return self._chosen(mention, near[::-1], position) if near else None

    def _chosen(self, mention: Mention, near: Sequence[tuple[int, int, int]], position: int) -> int | None:
        """Of the entities named in a sentence: its last source, its only one, or the one it opens with."""
        sources = [i for place, i, _ in near if any(span.start == place for span in self.clusters[i].sources)]
        if sources:
            return sources[-1]
        place, first, end = near[0]
        others = {i for _, i, _ in near} - {first}
        if self.clusters[first].kind != "person":
            return None if others or self._rivalled(mention, end, position) else first
        if others and not self._opens(place):
            agreeing = {i for _, i, _ in near if mention.gender and self.clusters[i].gender == mention.gender}
            return agreeing.pop() if len(agreeing) == 1 else None
        return None if JOINED.match(self.text, place) else first

    def _rivalled(self, mention: Mention, end: int, position: int) -> bool:
        """Whether a common noun of the sentence after its opening, too, is what the pronoun may stand for."""
        after = self._sentence(end) + 1
        stop = min([position, *self.starts[after : after + 1]])
        return any(_is_rival(word, mention) for word in TOKEN.findall(self.text[end:stop]) if word.islower())

    def entity(self, cluster: _Cluster) -> Entity:
        """The cluster's name and mentions; an acronym gets the name and the place where the text explains it."""
        fullest, names = cluster.fullest, sorted(cluster.names)
        known = self.acronyms.get(fullest.name[0]) if len(fullest.name) == 1 and cluster.kind == "body" else None
        if known:
            return Entity(known.span.of(self.text), _apart([*sorted(cluster.sources), *names, known.span]))
        return Entity(fullest.shown or fullest.text, _apart([*sorted(cluster.sources), *names]))


def _outlet_mention(written: str) -> Mention:
    name = tuple(sorted(set(map(singular, TOKEN.findall(written)))))
    return Mention("body", written, name=name, shown=written, head=name[-1] if name else "")


def _has_head(cluster: _Cluster, head: str, heads: Set[str]) -> bool:
    """Whether "the <head>" may be said of the cluster; ``heads``: the head and what it may take up."""
    if cluster.outlet:
        return head in OUTLET_NOUNS or head == singular(cluster.outlet.split()[-1])
    if head in ROLES:
        return bool(heads & (cluster.described if cluster.kind == "person" else cluster.heads & ROLES))
    if cluster.kind == "body" or (cluster.kind == "noun" and cluster.sources):
        return bool(heads & cluster.heads) or head in BODIES.intersection(cluster.fullest.name)
    return cluster.kind == "noun" and bool(heads & cluster.heads)


def _may_stand_for(mention: Mention, cluster: _Cluster) -> bool:
    """Whether a pronoun agrees with a cluster. An outlet that is no source is not who "it" is."""
    if cluster.outlet and not cluster.sources:
        return False
    if mention.lead in RELATIVE:
        return cluster.kind == "person" or bool(cluster.sources)
    if cluster.kind == "pronoun":
        return (cluster.gender, cluster.plural) == (mention.gender, mention.plural)
    if mention.plural:
        return cluster.plural or cluster.kind == "body"
    if mention.gender == "n":
        return cluster.kind == "body" or (cluster.kind == "noun" and not cluster.roles and not cluster.plural)
    somebody = cluster.kind == "person" or (cluster.kind == "noun" and bool(cluster.roles) and not cluster.plural)
    return somebody and _same_gender(mention, cluster)


def _is_rival(word: str, mention: Mention) -> bool:
    """Whether a pronoun may stand for a common noun."""
    noun = singular(word)
    plural = noun != plain(word)
    if mention.plural:
        return plural and noun in PERSON_NOUNS
    return noun in BODIES | DOCUMENTS if mention.gender == "n" else not plural and noun in ROLES


@cache
def _demonyms() -> frozenset[str]:
    """Words like "American": the third column of the table of countries."""
    return frozenset(name for row in table("countries.txt") for cell in row[2:3] for name in cell.split(";") if name)


def _apart(spans: Iterable[Span]) -> Spans:
    """The spans in text order, without those that overlap an earlier one of the list."""
    kept: list[Span] = []
    for span in spans:
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return tuple(sorted(kept))
