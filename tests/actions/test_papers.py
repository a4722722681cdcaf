"""After the number the worker is told which papers help, which to keep ready; nothing where nothing is asked for."""

from __future__ import annotations

import re

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form import PAPERS, READY, TAKE_ALONG, FinishGrievance, papers_that_help
from grievances import conversations, drafts
from grievances.conversations import Incoming
from grievances.core import Core
from jurisdictions import Jurisdiction
from language.catalogue import translate
from tests.grievances.conftest import clock, complete, core
from tests.one_database import database_url, served

__all__ = ["clock", "core", "database_url", "served"]
PLACES = {"in": "br", "vn": "ho_chi_minh", "ir": "tehran"}


def filed(core: Core, country: str, language: str, *topics: str, channel: str = "web") -> list[str]:
    """What is said when a grievance about these topics is filed."""
    with core.unit() as unit:
        who = conversations.open_conversation(unit, channel, "device", language=language)
        who.jurisdiction, who.notice_shown_at = country, unit.now
        complete(unit, drafts.start(unit, who, list(topics), story="..."), place=PLACES[country])
        message, _ = conversations.receive(unit, who, "1", Incoming("yes"))
        conversation, uid = who.id, message.uid
    latest = {"message_id": uid, "intent": {"name": "affirm"}, "decision": "open", "language": language}
    dispatcher = CollectingDispatcher()
    FinishGrievance(core)._run(dispatcher, Tracker(conversation, {}, latest, [], False, None, {}, "action_listen"))
    return [message.get("text") or message["response"] for message in dispatcher.messages]


def bullets(*names: str) -> list[str]:
    return [f"• {name}" for name in names]


def test_after_the_number_the_papers(core: Core) -> None:
    told = filed(core, "in", "hi", "overtime")
    assert told[0] == "utter_filed"
    assert told[1].splitlines() == [
        translate("hi", PAPERS),
        *bullets("काम के दिन और घंटे लिखी अपनी डायरी", "गेट पास या कंपनी का कार्ड", "मैसेज", "वेतन पर्ची (सैलरी स्लिप)",
                 "जिन साथियों ने देखा उनके नाम"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("country", "language", "topic", "send", "keep"),
    [
        ("vn", "vi", "accident",
         ["tên đồng nghiệp đã chứng kiến", "ảnh chụp tại chỗ", "hợp đồng lao động hoặc thư mời nhận việc",
          "biên bản tai nạn của công ty"],
         ["giấy tờ của bệnh viện"]),
        ("ir", "fa", "unemployment_benefit", ["نامه پایان کار", "سوابق بیمه"], ["شماره حساب یا شبای خودتان"]),
        ("in", "en", "wages_unpaid",
         ["gate pass or company card", "wage slips", "messages", "names of workmates who saw it"],
         ["bank passbook or messages"]),
    ],
)  # fmt: skip
def test_what_is_private_is_kept_ready(
    core: Core, country: str, language: str, topic: str, send: list[str], keep: list[str]
) -> None:
    assert filed(core, country, language, topic)[1].splitlines() == [
        translate(language, PAPERS), *bullets(*send), translate(language, READY), *bullets(*keep),
    ]  # fmt: skip


def test_in_a_chat_too(core: Core) -> None:
    told = filed(core, "in", "en", "unsafe_workplace", channel="telegram")
    assert told[0].startswith("Filed. Your number: ")
    assert told[1].splitlines() == [PAPERS, "• photos of the place"]


@pytest.mark.parametrize("country", PLACES)
def test_of_a_sealed_topic_nothing_is_asked(core: Core, country: str) -> None:
    assert len(filed(core, country, "en", "sexual_harassment")) == 1


def test_what_the_worker_files_there_themselves_is_not_called_filed(core: Core) -> None:
    told = filed(core, "in", "en", "overseas_migrant_work")
    assert told[0].startswith("Noted, but not filed yet: that you do yourself. Your number here: ")
    assert re.search(r"Your secret code: \d{6}\.", told[0])
    assert "takes it only from you" in told[0] and "It goes from here" not in told[0]
    assert told[1].splitlines()[:2] == [TAKE_ALONG, "• appointment letter or contract"]
    again = filed(core, "in", "en", "overseas_migrant_work", channel="telegram")
    assert again[0].startswith("Noted, but not filed yet") and "secret code" not in again[0]


def test_beside_an_office_that_has_it_the_other_says_what_is_left_to_do(core: Core) -> None:
    told = filed(core, "in", "hi", "wages_unpaid", "overseas_migrant_work")
    assert told[0] == "utter_filed" and told[1].splitlines()[0] == translate("hi", PAPERS)


def test_two_troubles_name_each_paper_once(served: dict[str, Jurisdiction]) -> None:
    told = papers_that_help(served["in"], ["wages_unpaid", "overtime"], "en").splitlines()
    assert len(told) == len(set(told)) and "• your own notes of days and hours" in told


def test_only_private_papers_make_no_empty_list(served: dict[str, Jurisdiction]) -> None:
    assert papers_that_help(served["in"], ["pf_withdrawal"], "en").splitlines() == [
        READY, "• passbook of your own account",
    ]  # fmt: skip
