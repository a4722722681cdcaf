"""Learning from use with the real model: an unsure message and a corrected case, from chat to training data."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from grievances.names import TOPIC_NAMES
from language.catalogue import translate
from tests.e2e.conftest import Sangam
from tests.e2e.people import Officer, Worker
from tests.e2e.test_road import ROADS, file_it, open_at_its_office

ROOT = Path(__file__).resolve().parents[2]
#: short of a topic: of some of these the model cannot be sure
VAGUE = [
    "paisa atka hai kuch karo", "office wale sun nahi rahe form ke liye", "paisa kab milega", "card ka kya karna hai",
    "company paise ka hisab nahi deti", "kaagaz nahi de rahe", "haq ka paisa chahiye", "mera form atka hai",
]  # fmt: skip
NEVER = {"sexual_harassment", "corruption", "forced_child_labour", "emergency", "privacy"}
HINDI = ROADS[0]


def unsure(sangam: Sangam) -> tuple[Worker, str, str]:
    """A worker at three likeliest topics: (worker, what they wrote, one of the three)."""
    names = {translate("hi", name): topic for topic, name in TOPIC_NAMES.items()}
    for text in VAGUE:
        worker = sangam.worker(language="hi", jurisdiction="in")
        worker.say(text)
        titles = [b["title"] for b in worker.buttons()]
        topics = [names[title] for title in titles[:3] if title in names]
        if len(topics) == 3 and not NEVER & {*topics} and translate("hi", "File a grievance") not in titles:
            return worker, text, topics[0]
    raise AssertionError("the model is sure of everything")


def exported(sangam: Sangam, file: Path) -> list[dict[str, object]]:
    """What `sangam review export` writes for this deployment."""
    done = subprocess.run(
        [sys.executable, "-m", "sangam", "review", "export", str(file)], cwd=ROOT, text=True, capture_output=True,
        env={**os.environ, "SANGAM_VAR": str(sangam.var)}, check=True, timeout=60,
    )  # fmt: skip
    return list(yaml.safe_load(file.read_text("utf-8"))["nlu"]) if file.exists() else [{"said": done.stdout}]


def label(nodal: Officer, text: str, intent: str) -> None:
    page = nodal.http.get("/review?language=hi")
    assert page.status_code == 200 and text in page.text
    form = page.text.partition(text)[2]
    item, csrf = re.search(r"/desk/review/(\d+)", form), re.search(r'name="csrf" value="([^"]*)"', form)
    assert item and csrf
    body = {"csrf": csrf[1], "state": "open", "language": "hi", "after": "0", "do": "label", "label": intent}
    answer = nodal.http.post(f"/review/{item[1]}", data=body)
    assert answer.status_code == 200 and text not in answer.text


@pytest.mark.slow
def test_what_was_hard_to_understand_is_labelled_and_exported(sangam: Sangam, tmp_path: Path) -> None:
    nodal = sangam.officer("in-nodal")
    worker, text, topic = unsure(sangam)
    worker.tap(translate("hi", TOPIC_NAMES[topic]))
    assert text not in nodal.http.get("/review?language=hi").text, "before the worker has agreed"
    file_it(worker, replace(HINDI, text=text, topic=topic))
    label(nodal, text, "welfare_scheme")

    corrected = "mera pf ka paisa nhi aaya 3 mahine se, phone 98765 43210"
    worker = sangam.worker(language="hi", jurisdiction="in")
    worker.say(corrected)
    officer, _ = open_at_its_office(sangam, file_it(worker, replace(HINDI, text=corrected))[0])
    elsewhere = re.search(r'<select id="office" name="office">\s*<option value="([^"]+)"', officer.page)
    assert elsewhere
    assert officer.post("transfer", office=elsewhere[1], topic="wages_unpaid").status_code == 200
    assert "98765" not in nodal.http.get("/review?language=hi").text
    label(nodal, "mera pf ka paisa nhi aaya 3 mahine se", "pf_not_deposited")

    file = tmp_path / "reviewed.yml"
    blocks = {block["intent"]: block for block in exported(sangam, file)}
    assert blocks["welfare_scheme"]["examples"] == f"- {text}\n"
    assert blocks["pf_not_deposited"]["examples"] == "- mera pf ka paisa nhi aaya 3 mahine se, phone\n"
    assert all(block["metadata"] == {"language": "hi"} for block in blocks.values())
    assert "Nothing is labelled" in str(exported(sangam, tmp_path / "again.yml"))
