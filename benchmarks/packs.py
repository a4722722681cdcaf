"""How long the three countries' data take to load, and an answer to be found in them."""

from __future__ import annotations

import tempfile
import time
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from grievances.routing import route
from jurisdictions import Jurisdiction, load
from jurisdictions.prepared import prepared
from jurisdictions.topics import TOPICS
from sangam.settings import JURISDICTIONS

LANGUAGES = ("en", "hi", "vi", "fa")
RUNS = 3


def measure() -> dict[str, Any]:
    """Milliseconds to load all packs as a start does and to read them anew (medians of three), and to find one answer
    (median and longest)."""
    reading, loading = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS):
            begun = time.perf_counter()
            load(JURISDICTIONS)
            reading.append(time.perf_counter() - begun)
        prepared(JURISDICTIONS, Path(folder))
        for _ in range(RUNS):
            begun = time.perf_counter()
            packs = prepared(JURISDICTIONS, Path(folder))
            loading.append(time.perf_counter() - begun)
    finding = []
    for here in packs.values():
        for topic in TOPICS:
            for language in LANGUAGES:
                begun = time.perf_counter()
                find(here, topic, language)
                finding.append(time.perf_counter() - begun)
    return {
        "load_ms": round(median(loading) * 1000), "read_ms": round(median(reading) * 1000),
        "find_ms": round(median(finding) * 1000, 3),
        "find_longest_ms": round(max(finding) * 1000, 3), "answers": len(finding),
    }  # fmt: skip


def find(here: Jurisdiction, topic: str, language: str) -> str:
    """What a worker is told of a topic: its article if there is one, who acts and why."""
    parts = []
    if article := here.articles.get(topic):
        parts += [article.title.get(language), article.text_on(language, datetime.now(here.zone).date())]
    where = route(here, topic, place=None, sector=None)
    parts += [where.office.name.get(language), here.effect(topic).told(language), where.reason.get(language)]
    return "\n".join(parts)
