"""Tests that import Rasa: `nlu/.venv/bin/python -m pytest nlu/tests` from the project's folder (`make test` does)."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nlu.quiet import keep_quiet

keep_quiet()

from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


class Built:
    """Creates and loads components of one kind over one storage, as Rasa's graph does."""

    def __init__(self, kind: type[Any], folder: Path) -> None:
        self.kind = kind
        self.storage = LocalModelStorage.create(folder)
        self.resource = Resource("component")
        self.context = ExecutionContext(GraphSchema({}))

    def create(self, **config: Any) -> Any:
        return self.kind.create({**config}, self.storage, self.resource, self.context)

    def load(self, **config: Any) -> Any:
        return self.kind.load({**config}, self.storage, self.resource, self.context)


@pytest.fixture
def built(tmp_path: Path) -> Callable[[type[Any]], Built]:
    return lambda kind: Built(kind, tmp_path)


#: intent, language, utterances: enough to tell apart, written for these tests
UTTERANCES = {
    ("wages_unpaid", "en"): "salary not paid|my wages are late|boss did not pay my salary|no pay this month|salary due",
    ("wages_unpaid", "hi"): "वेतन नहीं मिला|तनख्वाह नहीं दी|दो महीने से वेतन नहीं|salary nahi mili|vetan nahi mila",
    ("wages_unpaid", "vi"): "chưa trả lương|nợ lương hai tháng|cong ty no luong|chua tra luong|chậm lương",
    ("wages_unpaid", "fa"): "حقوقم را ندادند|دو ماه حقوق نگرفتم|hoghogh nadadan|حقوق عقب افتاده|دستمزد ندادن",
    ("overtime", "en"): "overtime not counted|extra hours for nothing|forced to stay extra|overtime rate|extra hours",
    ("overtime", "hi"): "ओवरटाइम का पैसा|ज्यादा घंटे काम|overtime ka paisa|jyada ghante kaam|ओवरटाइम रेट",
    ("overtime", "vi"): "tiền tăng ca|tăng ca không lương|tang ca nhieu qua|ép tăng ca|tiền làm thêm giờ",
    ("overtime", "fa"): "اضافه کاری|پول اضافه کار|ezafe kari|ساعت اضافه|اضافه کاری اجباری",
    ("out_of_scope", "en"): "what is the weather|recipe for soup|cricket score|book a train|el tiempo de hoy",
    ("out_of_scope", "other"): "dónde está mi dinero|wo ist mein geld|nasaan ang sahod ko|gdzie moja pensja|salário",
}


@pytest.fixture
def training_data() -> TrainingData:
    return TrainingData(
        [
            Message.build(text, intent, intent_metadata={"language": language})
            for (intent, language), texts in UTTERANCES.items()
            for text in texts.split("|")
        ]
    )
