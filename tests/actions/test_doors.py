"""What is not about work gets the right door's name in one line; an emergency never waits behind the country."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.doors import GO_THERE, Emergency, OtherDoor, Privacy
from actions.settings import Settings
from actions.turn import SangamAction
from grievances import conversations, privacy
from grievances.conversations import Incoming
from grievances.core import Core
from grievances.models import Conversation
from language.catalogue import translate
from tests.grievances.conftest import clock, core, worker
from tests.one_database import database_url, served

__all__ = ["clock", "core", "database_url", "served"]


class Chat:
    """A worker who writes a language, in a country or in none that we know."""

    def __init__(self, core: Core, country: str | None, language: str = "en") -> None:
        self.core, self.language, self.said, self.uid = core, language, 0, ""
        with core.unit() as unit:
            who = worker(unit, "device", language)
            who.jurisdiction, who.notice_shown_at = country, unit.now
            self.id = who.id

    def turn(self, action: type[SangamAction], text: str, intent: str, **chosen: str) -> list[dict[str, Any]]:
        self.said += 1
        with self.core.unit() as unit:
            conversation = unit.db.get_one(Conversation, self.id)
            uid = conversations.receive(unit, conversation, f"{self.said}", Incoming(text))[0].uid
        entities = [{"entity": entity, "value": value} for entity, value in chosen.items()]
        latest = {"message_id": uid, "intent": {"name": intent}, "language": self.language, "entities": entities,
                  "decision": "choice" if chosen else "answer", "ranking": []}  # fmt: skip
        tracker = Tracker(self.id, {}, latest, [], False, None, {}, "action_listen")
        if not chosen:
            self.uid = uid
        dispatcher = CollectingDispatcher()
        asyncio.run(action(self.core).run(dispatcher, tracker, {}))
        found: list[dict[str, Any]] = dispatcher.messages
        return found

    def other(self, text: str) -> list[dict[str, Any]]:
        return self.turn(OtherDoor, text, "out_of_scope")


def line(language: str, matter: str, office: str) -> str:
    return translate(language, GO_THERE, matter=matter, office=office)


@pytest.mark.parametrize(
    ("country", "language", "text", "matter", "office"),
    [
        ("in", "en", "how to get a passport", "Passport and visa", "Passport Seva Kendra"),
        ("in", "hi", "राशन कार्ड में नाम जुड़वाना है", "राशन कार्ड", "आपके राज्य का खाद्य एवं आपूर्ति विभाग"),
        ("in", "hi", "mera mobile chori ho gaya", "चोरी और दूसरे अपराध", "नज़दीकी थाना (☎ 112)"),
        ("vn", "vi", "bao hanh tu lanh bi tu choi", "Hàng hay dịch vụ anh/chị đã mua",
         "tổng đài người tiêu dùng miễn phí của Ủy ban Cạnh tranh Quốc gia (☎ 1800 6838)"),
        ("vn", "en", "my motorbike was stolen", "Theft and other crime", "the police of your ward or commune (☎ 113)"),
        ("ir", "fa", "یارانه من قطع شده", "یارانه و کالابرگ",
         "سازمان هدفمندسازی یارانه‌ها؛ دهک: سامانه حمایت وزارت رفاه"),
        ("ir", "en", "traffic fine on my car", "Driving licence, number plate, fines",
         "traffic police (Rahvar), through a Police+10 office"),
    ],
)  # fmt: skip
def test_the_door_in_one_line(core: Core, country: str, language: str, text: str, matter: str, office: str) -> None:
    told = Chat(core, country, language).other(text)
    assert [m["text"] for m in told] == [line(language, matter, office)]
    assert [b["payload"] for b in told[0]["buttons"]] == ["/something_else"]


@pytest.mark.parametrize("text", ["how to make biryani", "asdf ghjk", "{matter}", "\u202e\u2066", "<b>x</b>", "' --"])
def test_without_a_door_the_general_answer(core: Core, text: str) -> None:
    told = Chat(core, "in").other(text)
    assert [m["response"] for m in told] == ["utter_other_door", "utter_choose_family"]


def test_a_message_about_work_that_was_misread_gets_no_other_door(core: Core) -> None:
    told = Chat(core, "in").other("my employer keeps my passport")
    assert [m["response"] for m in told] == ["utter_other_door", "utter_choose_family"]


def test_the_door_of_the_country_that_the_language_stands_for(core: Core) -> None:
    told = Chat(core, None, "vi").other("đơn ly hôn nộp tòa nào")
    assert "tòa án nhân dân khu vực" in told[0]["text"]
    assert told[1]["response"] == "utter_country_assumed", "said, with a button to change it"


def test_the_country_is_asked_before_a_door_and_then_the_door_is_named(core: Core) -> None:
    chat = Chat(core, None)
    told = chat.other("my bicycle was stolen")
    assert [m["response"] for m in told] == ["utter_ask_country"]
    for country, number in (("vn", "113"), ("ir", "110"), ("in", "112")):
        chosen = chat.turn(Settings, country, "choose_country", country=country, topic="out_of_scope", said=chat.uid)
        assert chosen[0]["response"] == "utter_country_set" and chosen[1]["text"].endswith(f"(☎ {number}).")


def test_no_country_is_asked_where_none_has_a_door(core: Core) -> None:
    assert Chat(core, None).other("tell me a joke")[0]["response"] == "utter_other_door"


def test_a_matter_that_only_another_country_has_a_door_for(core: Core) -> None:
    chat = Chat(core, None)
    chat.other("new ration card")
    told = chat.turn(Settings, "vn", "choose_country", country="vn", topic="out_of_scope", said=chat.uid)
    assert [m.get("response") for m in told] == ["utter_country_set", "utter_other_door", "utter_choose_family"]


@pytest.mark.parametrize("country", ["in", "vn", "ir"])
def test_an_emergency_goes_on_with_the_lines_once_the_country_is_chosen(core: Core, country: str) -> None:
    chat = Chat(core, None)
    asked = chat.turn(Emergency, "fire in the hall, people are inside", "emergency")
    assert [m["response"] for m in asked] == ["utter_emergency", "utter_ask_country"]
    payload = asked[1]["buttons"][0]["payload"]
    assert '"topic": "emergency"' in payload
    told = chat.turn(Settings, country, "choose_country", country=country, topic="emergency", said="")
    lines = core.jurisdictions[country].emergency_lines()
    assert told[1]["text"].splitlines() == [f"☎ {line.number} {line.name.get('en')}" for line in lines]


@pytest.mark.parametrize(("country", "language"), [("in", "hi"), ("vn", "vi"), ("ir", "fa"), ("in", "en")])
def test_my_data_tells_the_notice_and_the_rights(core: Core, country: str, language: str) -> None:
    told = Chat(core, country, language).turn(Privacy, "my data", "privacy")
    here = core.jurisdictions[country]
    rights = privacy.told(here, language, core.clock().date())
    assert [m.get("text") for m in told[:2]] == [here.notice.full.get(language), rights]
    assert told[2]["response"] == "utter_privacy" and len(told[2]["buttons"]) == 2
