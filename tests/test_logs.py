"""The search for personal data in logs finds it in whatever clothes it comes."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.logs import assert_no_personal_data

NAME = "Ramesh Qyzzaphone"
STORY = "मेरा \"पीएफ\" नहीं आया\nतीन महीने से"
SAID = (NAME, STORY, "9876543210")


def log(folder: Path, text: str, name: str = "web.log") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"10:00 web INFO started\n{text}\n10:01 web INFO ended\n", encoding="utf-8")


def test_logs_without_a_word_of_a_person_pass(tmp_path: Path) -> None:
    log(tmp_path, "turn failed: status 503 for conversation 6f1b; Ramesh")
    assert_no_personal_data(tmp_path, SAID)


@pytest.mark.parametrize("word", [NAME, STORY])
@pytest.mark.parametrize(
    "clothes",
    [
        str, str.upper, repr, ascii, json.dumps, quote,
        lambda word: json.dumps(word, ensure_ascii=False),
        lambda word: json.dumps({"error": json.dumps({"text": word})}),
        lambda word: str([{"text": word}]),
        lambda word: repr(word.encode()),
        lambda word: f"ValueError: not a number: {word!r} (and more)",
    ],
)  # fmt: skip
def test_each_way_of_writing_is_found(tmp_path: Path, word: str, clothes: Callable[[str], str]) -> None:
    log(tmp_path, clothes(word))
    with pytest.raises(AssertionError, match=r"web\.log:2 has word"):
        assert_no_personal_data(tmp_path, SAID)


@pytest.mark.parametrize("name", ["rasa.log.1", "deep/er/worker.log", "actions"])
def test_all_files_are_read(tmp_path: Path, name: str) -> None:
    log(tmp_path, "nothing")
    log(tmp_path, "called from 9876543210", name)
    with pytest.raises(AssertionError, match="has word 2"):
        assert_no_personal_data(tmp_path, SAID)


def test_what_is_not_text_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "core.log").write_bytes(b"\xff\xfe\x00" + NAME.encode() + b"\x00")
    with pytest.raises(AssertionError, match="has word 0"):
        assert_no_personal_data(tmp_path, SAID)


def test_a_traceback_is_found(tmp_path: Path) -> None:
    """What a careless `log.exception` would write."""
    handler = logging.FileHandler(tmp_path / "web.log", encoding="utf-8")
    careless = logging.Logger("careless")
    careless.addHandler(handler)
    try:
        int(STORY)
    except ValueError:
        careless.exception("failed")
    handler.close()
    with pytest.raises(AssertionError, match="has word 1"):
        assert_no_personal_data(tmp_path, SAID)


def test_a_search_that_cannot_find_anything_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no log"):
        assert_no_personal_data(tmp_path, SAID)
    log(tmp_path, "x")
    for nothing in ((), ("", " ")):
        with pytest.raises(AssertionError, match="no words"):
            assert_no_personal_data(tmp_path, nothing)
