"""Writes the stock side's Rasa project and trains it once: the same intents, the same articles, ten utterances each.

The model is kept under var/bench by a hash of all it is made from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from jurisdictions import load
from jurisdictions.choices import choices
from jurisdictions.topics import TOPICS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYTHON = ROOT / "nlu/.venv/bin/python"
LANGUAGES = ("en", "hi", "vi", "fa")
#: on which the articles' values are read: fixed, so that the model is trained once
DAY = date(2026, 11, 22)
#: utterances an intent and language
UTTERANCES = 10
#: what the script is about: its form asks for the kinds of workplace that decide there
SCRIPT_TOPIC = "wages_unpaid"
#: intents that only buttons carry
CARRIERS = ("file", "inform")
ENVIRONMENT = {
    **os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}  # fmt: skip


def utterances() -> dict[str, list[str]]:
    """The first ten of each intent and language in nlu/data."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        mine: dict[str, list[str]] = {}
        for file in sorted((ROOT / "nlu/data" / language).glob("*.yml")):
            for block in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]:
                mine.setdefault(block["intent"], []).extend(yaml_list(block["examples"]))
        for intent, lines in mine.items():
            found.setdefault(intent, []).extend(lines[:UTTERANCES])
    return found


def yaml_list(examples: str) -> list[str]:
    return [line.removeprefix("- ") for line in examples.splitlines() if line.strip()]


def answers() -> dict[str, list[dict[str, Any]]]:
    """What stock says to a topic: our article where there is one, and a way to file."""
    here = load(("in",))["in"]
    said = {}
    for topic in sorted(TOPICS):
        article = here.articles.get(topic)
        title, words = (article.title.get("en"), article.text_on("en", DAY)) if article else (topic.capitalize(), "")
        text = f"{title}\n\n{words}".strip()
        button = {"title": "File a grievance", "payload": f'/file{{"topic": "{topic}"}}'}
        said[f"utter_{topic}"] = [{"text": text.replace("{", "(").replace("}", ")"), "buttons": [button]}]
    return said


def asked() -> dict[str, list[dict[str, Any]]]:
    """The form's questions whose words are the jurisdiction's."""
    here = load(("in",))["in"]
    yes_no = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
    consent = f"{here.notice.full.get('en')}\n\nMay we write this down and send it to the office that has to act?"
    sectors = [
        {"title": choice.label("en"), "payload": f'/inform{{"sector": "{choice.sector.id}"}}'}
        for choice in choices(here, (SCRIPT_TOPIC,), None)
    ]
    return {
        "utter_ask_consent": [{"text": consent, "buttons": yes_no}],
        "utter_ask_sector": [{"text": "What kind of workplace is it?", "buttons": sectors}],
    }


def write(folder: Path) -> None:
    """The whole project, as `rasa init` lays one out."""
    said = utterances()
    domain = yaml.safe_load((HERE / "domain.yml").read_text(encoding="utf-8"))
    domain["intents"] = [*said, *CARRIERS]
    domain["responses"] |= answers() | asked()
    dialogue = yaml.safe_load((HERE / "dialogue.yml").read_text(encoding="utf-8"))
    dialogue["rules"] += [
        {"rule": f"about {topic}", "steps": [{"intent": topic}, {"action": f"utter_{topic}"}]}
        for topic in sorted(TOPICS)
    ]
    ruled = {step["intent"] for rule in dialogue["rules"] for step in rule["steps"] if "intent" in step}
    dialogue["rules"] += [
        {"rule": f"nothing for {intent}", "steps": [{"intent": intent}, {"action": "utter_help"}]}
        for intent in said if intent not in ruled | {"affirm", "deny"}
    ]  # fmt: skip
    nlu = [{"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)} for intent, lines in said.items()]
    (folder / "data").mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "config.yml", folder / "config.yml")
    for name, content in {
        "domain.yml": domain,
        "data/dialogue.yml": dialogue,
        "data/nlu.yml": {"version": "3.1", "nlu": nlu},
        "credentials.yml": {"rest": {}},
    }.items():
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def trained(kept: Path) -> tuple[Path, Path, float | None]:
    """(project, model, seconds of training); None where it was trained before."""
    made_from = hashlib.sha256()
    for text in [*utterances().values(), answers(), asked(), *(f.read_text() for f in sorted(HERE.glob("*.yml")))]:
        made_from.update(repr(text).encode())
    made_from.update((HERE / "project.py").read_bytes())
    folder = kept / f"stock-{made_from.hexdigest()[:16]}"
    model, log = folder / "models/stock.tar.gz", folder / "train.log"
    if model.is_file():
        return folder, model, None
    write(folder)
    begun = time.monotonic()
    with log.open("wb") as output:
        done = subprocess.run(
            [PYTHON, "-W", "ignore", "-m", "rasa", "train", "--fixed-model-name", "stock", "--out", "models"],
            cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    if done.returncode or not model.is_file():
        raise RuntimeError(f"stock Rasa did not train; {log} says why")
    return folder, model, time.monotonic() - begun
