"""See and erase my data. Erasing deletes the person's key: whatever it sealed can never be read again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select, update

from grievances import errands, review
from grievances.core import Unit
from grievances.filing import person_details
from grievances.models import (
    Attachment,
    Button,
    CaseKey,
    ChannelIdentity,
    Conversation,
    Delivery,
    Draft,
    Errand,
    Event,
    Grievance,
    Message,
    Notice,
    Person,
    TurnResult,
    WebSession,
)


def held(unit: Unit, conversation: Conversation) -> dict[str, Any]:
    """What we hold of a person: details, counts, and who looked (kind and time of officers' reads)."""
    person = conversation.person
    ids = select(Conversation.id).where(Conversation.person_id == person.id)
    cases = select(Grievance.id).where(Grievance.concerned_id == person.id)
    return {
        "details": person_details(unit, person),
        "messages": unit.db.scalar(select(func.count(Message.id)).where(Message.conversation_id.in_(ids))),
        "cases": list(unit.db.scalars(select(Grievance.number).where(Grievance.concerned_id == person.id))),
        "files": unit.db.scalar(select(func.count(Attachment.id)).where(Attachment.person_id == person.id)),
        "reads": unit.db.scalar(
            select(func.count(Event.id)).where(Event.grievance_id.in_(cases), Event.kind == "read")
        ),
    }  # fmt: skip


def erase(unit: Unit, conversation: Conversation) -> list[str]:
    """Erase the person of a conversation; returns ids of attachments whose files the caller removes.

    Cases stay as ids, codes and times (the office must be able to show that it acted), without one word of the
    person. Sessions, channel address, buttons, drafts, stored results and what is on the review list go.
    """
    person = conversation.person
    conversations = list(unit.db.scalars(select(Conversation).where(Conversation.person_id == person.id)))
    ids = [c.id for c in conversations]
    files = list(unit.db.scalars(select(Attachment.id).where(Attachment.person_id == person.id)))
    person.wrapped_key, person.details, person.erased_at = None, None, unit.now
    unit.forget_key(person)
    review.forget(unit, person.id)
    said = select(Message.id).where(Message.conversation_id.in_(ids))
    unit.db.execute(delete(Errand).where(Errand.message_id.in_(said)))
    unit.db.execute(
        update(Delivery)
        .where(Delivery.conversation_id.in_(ids), Delivery.state.in_(("pending", "announced")))
        .values(state="failed", reason="erased")
    )
    for table in (WebSession, Button, TurnResult, CaseKey):
        unit.db.execute(delete(table).where(table.conversation_id.in_(ids)))
    unit.db.execute(
        update(Message).where(Message.conversation_id.in_(ids)).values(state="answered", body=b"", digest=None)
    )
    unit.db.execute(update(Draft).where(Draft.person_id == person.id).values(answers=b"", state="dropped"))
    unit.db.execute(
        update(Notice)
        .where(Notice.conversation_id.in_(ids), Notice.state == "pending")
        .values(state="failed", reason="erased")
    )
    for identity in unit.db.scalars(select(ChannelIdentity).where(ChannelIdentity.person_id == person.id)):
        identity.address, identity.address_index = b"", f"erased:{identity.id}"
    for c in conversations:
        c.open_question = None
    unit.record("erased", actor="worker", person=person.id)
    return files


def rewrap_all(unit: Unit) -> int:
    """After a change of the master key: every data key under the new one. Returns how many."""
    people = list(unit.db.scalars(select(Person).where(Person.wrapped_key.is_not(None))))
    for person in people:
        assert person.wrapped_key is not None
        person.wrapped_key = unit.vault.rewrap(person.wrapped_key)
    return len(people) + review.rewrap(unit) + errands.rewrap(unit)
