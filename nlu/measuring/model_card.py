"""Writes docs/model-card.md from the test set: `python -m nlu.measuring.model_card --model FILE`."""
from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from statistics import fmean, median
from string import Template
from typing import Any

from language.normalise import SUPPORTED
from nlu import check_data
from nlu.concepts import lexica
from nlu.decide import EMERGENCY, OUT_OF_SCOPE, topics
from nlu.measuring import entity_report
from nlu.measuring.cases import cases, pairs, several
from nlu.measuring.evaluate import evaluate, further_topics
from nlu.measuring.figures import BINS, bins
from nlu.quiet import keep_quiet

ROOT = Path(__file__).resolve().parents[2]
CARD = ROOT / "docs" / "model-card.md"
PLOT = ROOT / "docs" / "images" / "calibration.svg"
NAMES = {"en": "English", "hi": "Hindi", "vi": "Vietnamese", "fa": "Persian", "other": "other languages"}
FIGURES = (
    ("intent_accuracy", "topic"),
    ("top3_accuracy", "in three"),
    ("family_accuracy", "family"),
    ("language_accuracy", "language"),
    ("calibration_error", "calibration error"),
    ("mean_taps", "taps"),
)
MOST_CONFUSIONS = 20


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nlu.measuring.model_card", description="write docs/model-card.md")
    parser.add_argument("--model", type=Path, required=True, metavar="FILE", help="a model that nlu.train made")
    given = parser.parse_args(arguments)
    keep_quiet()
    measured = cases("test")
    report = evaluate(given.model, measured)
    plot(measured, report["cases"], PLOT)
    CARD.write_text(card(given.model, measured, report), encoding="utf-8")
    print(f"wrote {CARD.relative_to(ROOT)}")
    return 0


def card(model: Path, measured: list[dict[str, Any]], report: dict[str, Any]) -> str:
    """Return the card as Markdown."""
    template = Template((Path(__file__).parent / "model_card.md").read_text(encoding="utf-8"))
    whole = report["all"]
    return template.substitute(
        data=_data(),
        concepts=len(lexica()["en"].ids),
        size=f"{model.stat().st_size / 1e6:.0f}",
        measured=len(measured),
        by_language=_figures({NAMES[k]: v for k, v in report["by_language"].items()} | {"all": whole}),
        by_style=_figures(report["by_style"]),
        out_of_scope=f"{whole['out_of_scope_recall']:.3f}",
        false_alarms=f"{whole['out_of_scope_false_alarms']:.3f}",
        emergency=f"{whole['emergency_recall']:.3f}",
        rare=_table(
            ("", "out of scope found", "wrongly turned away", "emergencies found"),
            [
                (NAMES[k], v["out_of_scope_recall"], v["out_of_scope_false_alarms"], v["emergency_recall"])
                for k, v in report["by_language"].items()
            ],
        ),
        pairs=_pairs(model),
        several=_several(model),
        bins=_table(
            ("confidence", "messages", "mean confidence", "right"),
            _bins(report, measured),
        ),
        decisions=_decisions(report, measured),
        confusions=_confusions(report, measured),
        weakest=_weakest(report, measured),
        entities=_entities(),
    )


def _table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    shown = [[f"{v:.3f}" if isinstance(v, float) else "" if v is None else str(v) for v in row] for row in rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in [list(head), ["---"] * len(head), *shown])


def _figures(groups: dict[str, dict[str, Any]]) -> str:
    head = ("", "messages", *(shown for _, shown in FIGURES))
    return _table(head, [(name, f["n"], *(f[key] for key, _ in FIGURES)) for name, f in groups.items()])


def _data() -> str:
    rows = []
    for language in SUPPORTED:
        read = {intent: [text for _, text in lines] for intent, lines in check_data.read(language).items()}
        texts = [text for lines in read.values() for text in lines]
        second = fmean(check_data.second_spelling(text, language) for text in texts) if language != "en" else None
        fewest = min(len(read[topic]) for topic in topics())
        words = median(len(text.split()) for text in texts)
        rows.append(
            (NAMES[language], len(texts), fewest, len(read[EMERGENCY]), len(read[OUT_OF_SCOPE]), f"{words:.0f}", second)
        )
    return _table(
        ("", "utterances", "fewest a topic", "emergency", "out of scope", "median words", "second spelling"), rows
    )


def _bins(report: dict[str, Any], measured: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    found = bins(_judged(report, measured))
    return [(f"{b.low:.1f} to {b.low + 1 / BINS:.1f}", b.n, b.confidence, b.right) for b in found]


def _judged(report: dict[str, Any], measured: list[dict[str, Any]]) -> list[tuple[float, bool]]:
    """Return (confidence, right) of the likeliest intent of each case."""
    firsts = (case["ranking"][0] for case in report["cases"])
    return [(first["confidence"], first["intent"] in case["labels"]) for first, case in zip(firsts, measured)]


def _pairs(model: Path) -> str:
    both = [case for pair in pairs() for case in pair]
    found = evaluate(model, both)["by_style"]
    rows = []
    for language in ("hi", "vi", "fa"):
        first, second = (found[f"{language}/{which} spelling"] for which in ("first", "second"))
        lost = first["intent_accuracy"] - second["intent_accuracy"]
        rows.append((NAMES[language], first["n"], first["intent_accuracy"], second["intent_accuracy"], lost))
    return _table(("", "pairs", "first spelling", "second spelling", "lost"), rows)


def _several(model: Path) -> str:
    told = several()
    found = further_topics(model, [case["text"] for case in told])
    two = [(case, topics_found) for case, topics_found in zip(told, found) if len(case["labels"]) > 1]
    one = [(case, topics_found) for case, topics_found in zip(told, found) if len(case["labels"]) == 1]
    rows = []
    for language in (*SUPPORTED, "all"):
        here = [(c, f) for c, f in two if language in (c["lang"], "all")]
        alone = [(c, f) for c, f in one if language in (c["lang"], "all")]
        rows.append(
            (
                NAMES.get(language, "all"),
                len(here),
                fmean(f[0] in c["labels"] for c, f in here),
                fmean(set(c["labels"]) <= set(f) for c, f in here),
                len(alone),
                fmean(bool(set(f) - set(c["labels"])) for c, f in alone),
            )
        )
    return _table(("", "two troubles", "one found", "both found", "one trouble", "a wrong one added"), rows)


def _entities() -> str:
    found = {language: entity_report.measure(entity_report.read_cases(language)) for language in SUPPORTED}
    rows = []
    for kind in entity_report.KINDS:
        counts = [found[language].get(kind) for language in SUPPORTED]
        rows.append((kind, *(f"{c.precision:.2f} / {c.recall:.2f} ({c.there})" if c else "" for c in counts)))
    return _table(("", *(NAMES[language] for language in SUPPORTED)), rows)


def _decisions(report: dict[str, Any], measured: list[dict[str, Any]]) -> str:
    rows = []
    for decision in ("answer", "three", "families"):
        here = [(c, m) for c, m in zip(report["cases"], measured) if c["decision"] == decision]
        right = fmean(c["ranking"][0]["intent"] in m["labels"] for c, m in here) if here else None
        three = fmean(any(r["intent"] in m["labels"] for r in c["ranking"][:3]) for c, m in here) if here else None
        rows.append((decision, len(here) / len(measured), right, three))
    return _table(("the worker sees", "share", "likeliest is right", "in three"), rows)


def _confusions(report: dict[str, Any], measured: list[dict[str, Any]]) -> str:
    wrong = Counter(
        (m["labels"][0], c["ranking"][0]["intent"])
        for c, m in zip(report["cases"], measured)
        if c["ranking"][0]["intent"] not in m["labels"]
    )
    return _table(("meant", "understood", "times"), [(*pair, n) for pair, n in wrong.most_common(MOST_CONFUSIONS)])


def _weakest(report: dict[str, Any], measured: list[dict[str, Any]]) -> str:
    by_intent: dict[str, list[bool]] = {}
    for c, m in zip(report["cases"], measured):
        by_intent.setdefault(m["labels"][0], []).append(c["ranking"][0]["intent"] in m["labels"])
    ordered = sorted(by_intent.items(), key=lambda item: fmean(item[1]))[:10]
    return _table(("", "messages", "topic"), [(intent, len(hits), fmean(hits)) for intent, hits in ordered])


def plot(measured: list[dict[str, Any]], found: list[dict[str, Any]], path: Path) -> None:
    """Draw how often a confidence is right, all languages, as SVG without date or random names."""
    import logging

    import matplotlib

    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "sangam"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(4.5, 4.5))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for language in SUPPORTED:
        here = {"cases": [c for c, m in zip(found, measured) if m["lang"] == language]}
        drawn = bins(_judged(here, [m for m in measured if m["lang"] == language]))
        axes.plot([b.confidence for b in drawn], [b.right for b in drawn], marker="o", label=NAMES[language])
    axes.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    pyplot.close(figure)


if __name__ == "__main__":
    sys.exit(main())
