"""Other languages are marked and left out; English, and what is too short to be told, never is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factories import TEXT, CannedScorer

from attribution import Document, Failure, InputError, LanguageError, Report, Scorer
from attribution.language import UNKNOWN, detected, in_english

OTHERS = {
    "fr": "Le ministre a déclaré mardi que douze soldats étaient morts dans l’attaque contre la caserne.",
    "de": "Der Minister sagte am Dienstag, bei dem Angriff auf die Kaserne seien zwölf Soldaten getötet worden.",
    "es": "El ministro dijo el martes que doce soldados habían muerto en el ataque contra el cuartel.",
    "ru": "Министр заявил во вторник, что при нападении на казарму погибли двенадцать солдат.",
    "ar": "قال الوزير يوم الثلاثاء إن اثني عشر جنديا قتلوا في الهجوم على الثكنة العسكرية.",
    "zh": "部长星期二表示，在对军营的袭击中有十二名士兵丧生，另有三十人受伤，其中五人伤势严重，四人仍在医院接受治疗。",
}


@pytest.mark.parametrize("code", OTHERS)
def test_another_language_is_refused_by_its_code(code: str) -> None:
    with pytest.raises(LanguageError, match=f"article 'x': its language is '{code}' .*--any-language"):
        in_english(Document("x", OTHERS[code]))
    assert in_english(Document("x", OTHERS[code]), any_language=True) == Document("x", OTHERS[code], language=code)
    assert issubclass(LanguageError, InputError)


def test_english_is_english(root: Path) -> None:
    for line in (root / "tests" / "data" / "annotated_articles.jsonl").read_text(encoding="utf-8").splitlines():
        assert detected(json.loads(line)["text"]) == "en"
    assert detected("PUTIN MEETS XI IN BEIJING, SAYS KREMLIN SPOKESMAN") == "en"
    assert detected("\n\nDe Gaulle said in Paris on Monday that “c’est la vie” was no policy.\n") == "en"


@pytest.mark.parametrize(
    "text", ["Oui.", "Kim", "11,000", "🙂 🙂", "Xi Jinping, Wladimir Putin", "\x00", "1 2 3 " * 1000]
)
def test_what_is_too_short_to_be_told_is_never_refused(text: str) -> None:
    assert in_english(Document("x", text)).language in {"en", UNKNOWN}


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "en_US", "eng", "English"])
def test_what_the_input_says_wins(tag: str) -> None:
    document = Document("x", OTHERS["fr"], language=tag)
    assert in_english(document) is document


def test_another_language_by_the_input_is_refused_too() -> None:
    with pytest.raises(LanguageError, match=r"'de-AT' \(the input says\)"):
        in_english(Document("x", TEXT, language="de-AT"))
    assert in_english(Document("x", TEXT, language="de-AT"), any_language=True).language == "de-AT"


def test_a_batch_marks_it_and_goes_on() -> None:
    results = list(CannedScorer().score_batch([TEXT, Document("fr", OTHERS["fr"]), TEXT]))
    assert [type(result) for result in results] == [Report, Failure, Report]
    assert isinstance(results[1], Failure) and (results[1].id, results[1].type) == ("fr", "LanguageError")
    assert isinstance(results[0], Report) and results[0].language == "en"


def test_the_scorer_reads_any_language_when_asked(shipped: Scorer) -> None:
    asked = Scorer(shipped.network, any_language=True)
    assert asked.score(OTHERS["fr"]).language == "fr"
    with pytest.raises(LanguageError):
        shipped.score(OTHERS["fr"])
