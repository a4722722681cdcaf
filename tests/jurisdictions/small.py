"""A small country with figures and articles of a test's own, so that no test depends on what the law is today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from jurisdictions import LANGUAGES, Jurisdiction, load
from tests.jurisdictions.test_fictitious import FILES, SOURCE, text

CURRENCIES = {"in": "INR", "vn": "VND", "ir": "IRR"}


def figure(value: Any, since: Any, **more: Any) -> dict[str, Any]:
    return {"from": since, "value": value, **SOURCE, **more}


def value(unit: str, *figures: dict[str, Any], name: str = "time to pay") -> dict[str, Any]:
    return {"name": text(name), "unit": unit, "values": list(figures)}


def article(words: str | dict[str, str], **more: Any) -> dict[str, Any]:
    return {
        "title": text("Title"),
        "text": words if isinstance(words, dict) else text(words),
        "law": [{"value": text("Act 3"), **SOURCE}],
        "reviewed": SOURCE["checked"],
        **more,
    }


def write(
    root: Path, id: str = "in", work: dict[str, Any] | None = None, articles: dict[str, Any] | None = None,
    **files: Any,
) -> Path:  # fmt: skip
    """The files of a country with this id, to be loaded from `root`; `files` replace those of the country."""
    head = {**FILES["jurisdiction"], "id": id, "currency": CURRENCIES[id]}
    data = {**FILES, "jurisdiction": head, "values/work": work or {}, **files}
    data |= {f"knowledge/{topic}": written for topic, written in (articles or {}).items()}
    for name, written in data.items():
        path = root / id / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return root


def country(root: Path, id: str = "in", **data: Any) -> Jurisdiction:
    return load([id], write(root, id, **data))[id]


def by_language(**words: str) -> dict[str, str]:
    assert set(words) == set(LANGUAGES)
    return words
