"""STIX 2.1: an article is a report, a source an identity, a claim a note, a judgement an opinion.

A publisher that is known is an identity too, one for all of its articles, with what this version of the library knows
of it. Its letter stands on the articles' reports, because it may be the user's.

One bundle for all articles, written object by object. An article that could not be scored is no object of STIX: it is
told on standard error and by the exit code only.

The Admiralty digit 1 to 5 gives the note its ``confidence`` (90, 70, 50, 30, 10) and an opinion from "strongly-agree"
to "strongly-disagree". 6, cannot be judged, gives neither: it is not the middle of a scale. The opinion has no
``confidence``, which would be that in the opinion and not in the claim. Both halves of the rating are labels, as MISP
writes them, and so are our own (``attribution:source-type="state_media"``).

Ids follow from the article and its parts, so that exporting twice gives the same objects. ``created``, ``modified`` and
``published`` are the article's date; for an article without one, the time of the export.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from ..datatypes import Claim, Document, Failure, Naming, Outlet, Report, Score, Source
from ..errors import ExportError
from ..report import CREDIBILITY_WORDS, TYPE_WORDS, reasons
from ..serialize import encodable
from ..version import __version__
from .enclosed import Enclosed
from .rows import pieces

NAMESPACE = uuid.UUID("6f9c2f5e-4c43-5b0e-9d0b-3b1f6f0c7a52")
OURS_CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # of the tool and of outlets: the same in every bundle

CONFIDENCE = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}
OPINIONS = {1: "strongly-agree", 2: "agree", 3: "neutral", 4: "disagree", 5: "strongly-disagree"}
CLASSES = {Naming.NAMED: "individual", Naming.INSTITUTION: "organization"}


class StixWriter:
    """One STIX bundle in JSON. Raises ExportError where the library stix2 is missing."""

    def __init__(self, stream: TextIO, now: dt.datetime | None = None) -> None:
        self._stix = _library()
        self._now = now or dt.datetime.now(dt.UTC)
        self._bundle = Enclosed(stream, '{"type": "bundle", "objects": [', "]")
        self._seen: set[str] = set()
        self._digest = hashlib.sha256()
        self._add(_tool(self._stix))

    def write(self, article: Document | Failure, result: Report | Failure) -> None:
        if isinstance(result, Report) and isinstance(article, Document):
            for thing in _Objects(self._stix, result, article.text, self._now).all():
                self._add(thing)

    def close(self) -> None:
        identity = uuid.uuid5(NAMESPACE, self._digest.hexdigest())
        self._bundle.close(f', "id": "bundle--{identity}"}}')

    def _add(self, thing: Any) -> None:
        """An object whose id the bundle has already is the same one: its article was given twice."""
        if thing.id not in self._seen:
            self._seen.add(thing.id)
            self._digest.update(thing.id.encode())
            self._bundle.add(json.loads(thing.serialize()))


class _Objects:
    """The objects of one article; a claim without a source is a note on the article's report, which comes last."""

    def __init__(self, stix: Any, report: Report, text: str, now: dt.datetime) -> None:
        self._stix = stix
        self._report = report
        self._text = text
        self._date = _date_of(report.published) or now

    def all(self) -> Iterator[Any]:
        sources = {source.id: self._identity(source) for source in self._report.sources}
        refs = [source.id for source in sources.values()]
        yield from sources.values()
        if self._report.outlet:
            outlet = _outlet(self._stix, self._report.outlet)
            refs.append(outlet.id)
            yield outlet
        report_id = self._id("report", "")
        for claim in self._report.claims:
            sayer = sources.get(claim.source.id or "") if claim.source else None
            note = self._note(claim, sayer.id if sayer else report_id)
            yield note
            refs.append(note.id)
            if claim.score and claim.score.credibility in OPINIONS:
                opinion = self._opinion(claim.score, note.id)
                yield opinion
                refs.append(opinion.id)
        yield self._whole(report_id, refs)

    def _identity(self, source: Source) -> Any:
        tags = {"source-type": source.type.value, "naming": source.naming.value, "country": source.country}
        return self._stix.v21.Identity(
            **self._common("identity", source.id),
            name=encodable(source.name) or "nobody named",
            identity_class=CLASSES.get(source.naming, "unspecified"),
            description=TYPE_WORDS[source.type],
            labels=[_admiralty("source-reliability", source.reliability.lower()), *_own(tags)],
        )

    def _note(self, claim: Claim, subject: str) -> Any:
        source, score = claim.source, claim.score
        who = encodable(source.text) if source and source.text else "No source is named"
        said = pieces(claim.content, self._text) or "(the article gives no content)"
        judged = f"\n\nSourcing {encodable(reasons(score))}" if score else ""
        tags = {
            "act": claim.act.value,
            "quote": claim.quote.value,
            "source-type": source.type.value if source else None,
        }
        return self._stix.v21.Note(
            **self._common("note", claim.id),
            abstract=f"{who}: {claim.act.replace('_', ' ')}",
            content=said + judged,
            object_refs=[subject],
            labels=[*_rating(score), *_own(tags)],
            **_confidence(score),
        )

    def _opinion(self, score: Score, note: str) -> Any:
        return self._stix.v21.Opinion(
            **self._common("opinion", note),
            opinion=OPINIONS[score.credibility],
            explanation=CREDIBILITY_WORDS[score.credibility],
            object_refs=[note],
        )

    def _whole(self, identity: str, refs: list[str]) -> Any:
        """The article; one in which nothing was found is about the tool that found nothing."""
        report = self._report
        found = {name: encodable(value) for name in ("title", "publisher", "url") if (value := getattr(report, name))}
        origin = {"source_name": found.get("publisher", "article"), "external_id": encodable(report.id) or "none"}
        return self._stix.v21.Report(
            **self._common("report", "") | {"id": identity},
            name=found.get("title") or encodable(report.id) or "article",
            description=f"Sourcing {encodable(reasons(report.score))}\n\n{encodable(report.signature)}",
            published=self._date,
            object_refs=refs or [_tool(self._stix).id],
            labels=[*_rating(report.score), *dict.fromkeys(f'attribution:flag="{flag.code}"' for flag in report.flags)],
            external_references=[origin | ({"url": found["url"]} if "url" in found else {})],
            **_confidence(report.score),
        )

    def _common(self, kind: str, part: str) -> dict[str, Any]:
        return {
            "id": self._id(kind, part),
            "created": self._date,
            "modified": self._date,
            "created_by_ref": _tool(self._stix).id,
            "lang": self._report.language,
        }

    def _id(self, kind: str, part: str) -> str:
        name = "\n".join((kind, self._report.id, self._report.text_sha256, part))
        return f"{kind}--{uuid.uuid5(NAMESPACE, encodable(name))}"


def _outlet(stix: Any, outlet: Outlet) -> Any:
    name = "\n".join(("outlet", __version__, outlet.name, outlet.country or ""))
    tags = {
        "outlet-country": outlet.country,
        "outlet-state": None if outlet.state is None else str(outlet.state).lower(),
        "outlet-typology": outlet.typology,
        "outlet-quality": None if outlet.quality is None else f"{outlet.quality:.2f}",
    }
    return stix.v21.Identity(
        id=f"identity--{uuid.uuid5(NAMESPACE, name)}",
        created=OURS_CREATED,
        modified=OURS_CREATED,
        created_by_ref=_tool(stix).id,
        name=outlet.name,
        identity_class="organization",
        description="news outlet, the publisher of an article",
        **({"contact_information": outlet.domain} if outlet.domain else {}),
        **({"labels": labels} if (labels := _own(tags)) else {}),
    )


def _tool(stix: Any) -> Any:
    return stix.v21.Identity(
        id=f"identity--{uuid.uuid5(NAMESPACE, __version__)}",
        created=OURS_CREATED,
        modified=OURS_CREATED,
        name=f"attribution {__version__}",
        identity_class="system",
    )


def _rating(score: Score | None) -> list[str]:
    if score is None:
        return []
    letter = _admiralty("source-reliability", score.reliability.lower())
    value = {} if score.value is None else {"sourcing": f"{score.value:.2f}"}
    return [letter, _admiralty("information-credibility", str(score.credibility)), *_own(value)]


def _admiralty(predicate: str, value: str) -> str:
    return f'admiralty-scale:{predicate}="{value}"'


def _own(tags: Mapping[str, str | None]) -> list[str]:
    return [f'attribution:{name}="{value}"' for name, value in tags.items() if value]


def _confidence(score: Score | None) -> dict[str, int]:
    return {"confidence": CONFIDENCE[score.credibility]} if score and score.credibility in CONFIDENCE else {}


def _date_of(published: str | None) -> dt.datetime | None:
    """An ISO or an e-mail date with its time if it has one; UTC where no zone is given. None for any other."""
    for read in (dt.datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            date = read((published or "").strip())
            return date.astimezone(dt.UTC) if date.tzinfo else date.replace(tzinfo=dt.UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _library() -> Any:
    try:
        import stix2
    except ImportError as error:
        raise ExportError("STIX needs stix2: pip install 'attribution[stix]'") from error
    return stix2
