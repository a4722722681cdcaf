"""Who is responsible for a jurisdiction sees on the desk that workers wait for people; an office's officer does not."""

from __future__ import annotations

from grievances import conversations, waiting
from grievances.conversations import Incoming
from grievances.models import Conversation
from tests.desk.conftest import Desk
from tests.grievances.conftest import worker

ISOLATES = str.maketrans("", "", "\u2068\u2069")
SENTENCE = "Messages of workers that could not be answered"


def plain(page: str) -> str:
    return page.translate(ISOLATES)


def aside(desk: Desk, device: str, jurisdiction: str) -> None:
    with desk.core.unit() as unit:
        conversation: Conversation = worker(unit, device)
        conversation.jurisdiction = jurisdiction
        message, _ = conversations.receive(unit, conversation, "m1", Incoming("Qyzzaphone"))
        waiting.set_aside(unit, message, [])


def test_it_is_counted_for_those_who_can_do_something_about_it(desk: Desk) -> None:
    desk.officer("clerk")
    desk.officer("nodal", office=None, role="nodal")
    nodal, clerk = desk.visitor("nodal"), desk.visitor("clerk")
    assert SENTENCE not in nodal.get("/queue").text
    aside(desk, "one", "in")
    aside(desk, "two", "in")
    aside(desk, "three", "vn")
    page = plain(nodal.get("/queue").text)
    assert f"{SENTENCE}: 2." in page, page[page.find("<main"):][:700]
    assert "Qyzzaphone" not in nodal.get("/queue").text
    assert SENTENCE not in clerk.get("/queue").text
