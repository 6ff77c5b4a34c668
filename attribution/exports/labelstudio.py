"""Label Studio: a list of tasks with the article's text and our claims as a prediction, for people to correct.

Source, cue, content and figure are labelled regions; a relation leads from a claim's content to each other region of
the claim. ``labelling_config()`` is the labelling interface that the tasks need.

Offsets are code points, as they are in a report: Label Studio turns them into the browser's UTF-16 units and back where
it draws and reads a region. An article that could not be scored is a task without a prediction, with ``error`` in its
data.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, TextIO

from ..datatypes import Act, Claim, Document, Failure, Figure, FigureStatus, Naming, Report, SourceType, Spans
from .enclosed import Enclosed
from .rows import told

Json = dict[str, Any]

ROLES = {"Source": "#3b82f6", "Cue": "#f59e0b", "Content": "#10b981", "Figure": "#ef4444"}
CHOICES: dict[str, tuple[str, type[Enum]]] = {
    "type": ("Source", SourceType),
    "naming": ("Source", Naming),
    "act": ("Content", Act),
    "status": ("Figure", FigureStatus),
}


class LabelStudioWriter:
    """One JSON array of tasks, which Label Studio imports."""

    def __init__(self, stream: TextIO) -> None:
        self._tasks = Enclosed(stream)

    def write(self, article: Document | Failure, result: Report | Failure) -> None:
        self._tasks.add(task(article, result))

    def close(self) -> None:
        self._tasks.close()


def task(article: Document | Failure, result: Report | Failure) -> Json:
    """One article as a task."""
    data: Json = {"id": article.id, "text": article.text if isinstance(article, Document) else ""}
    if isinstance(article, Document):
        fields = ("title", "publisher", "published", "url")
        data |= {name: value for name in fields if (value := getattr(article, name)) is not None}
    if isinstance(result, Failure):
        return {"data": data | {"error": told(result)}}
    claims = [part for claim in result.claims for part in _claim(claim, data["text"])]
    figures = [part for figure in result.figures for part in _figure(figure, data["text"])]
    prediction: Json = {"model_version": result.signature, "result": claims + figures}
    if result.score.value is not None:
        prediction["score"] = result.score.value
    return {"data": data, "predictions": [prediction]}


def labelling_config() -> str:
    """The labelling interface for these tasks, in Label Studio's XML. Spaces count, so they are shown as they are."""
    labels = "".join(f'\n    <Label value="{role}" background="{colour}"/>' for role, colour in ROLES.items())
    relations = "".join(f'\n    <Relation value="{role.lower()}"/>' for role in ROLES)
    choices = "".join(_choices_config(name, role, kind) for name, (role, kind) in CHOICES.items())
    return f"""<View>
  <Style>.htx-text {{ white-space: pre-wrap; }}</Style>
  <Labels name="role" toName="text">{labels}
  </Labels>
  <Relations>{relations}
  </Relations>{choices}
  <Text name="text" value="$text"/>
</View>
"""


def _choices_config(name: str, role: str, kind: type[Enum]) -> str:
    values = "".join(f'\n    <Choice value="{value.value}"/>' for value in kind)
    when = f'perRegion="true" whenTagName="role" whenLabelValue="{role}"'
    return f'\n  <Choices name="{name}" toName="text" {when}>{values}\n  </Choices>'


def _claim(claim: Claim, text: str) -> Iterator[Json]:
    source = claim.source
    roles = {"Content": claim.content, "Cue": claim.cue, "Source": source.spans if source else ()}
    regions = [region for role, spans in roles.items() for region in _regions(claim.id, role, spans, text)]
    for region in regions:
        yield region | {"score": claim.confidence}
        (role,) = region["value"]["labels"]
        if role == "Source" and source:
            yield _choice(region, "type", source.type)
            yield _choice(region, "naming", source.naming)
        if role == "Content":
            yield _choice(region, "act", claim.act)
    for other in regions[1:]:
        (role,) = other["value"]["labels"]
        ends = {"from_id": regions[0]["id"], "to_id": other["id"]}
        yield {"type": "relation", "direction": "right", "labels": [role.lower()], **ends}


def _figure(figure: Figure, text: str) -> Iterator[Json]:
    for region in _regions(figure.id, "Figure", (figure.span,), text):
        yield region
        yield _choice(region, "status", figure.status)


def _regions(identity: str, role: str, spans: Spans, text: str) -> Iterator[Json]:
    for number, span in enumerate(spans, 1):
        value = {"start": span.start, "end": span.end, "text": span.of(text), "labels": [role]}
        name = f"{identity}-{role.lower()}-{number}"
        yield {"id": name, "from_name": "role", "to_name": "text", "type": "labels", "value": value}


def _choice(region: Json, name: str, value: Enum) -> Json:
    """A choice belongs to the region whose id it has."""
    place = {key: region["value"][key] for key in ("start", "end", "text")}
    return {
        "id": region["id"],
        "from_name": name,
        "to_name": "text",
        "type": "choices",
        "value": place | {"choices": [value.value]},
    }
