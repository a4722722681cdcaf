"""The stock side's actions, as Rasa's documentation shows them: a form's validation, and filing into the same tables.

Runs in rasa-sdk's own server (`python -m rasa_sdk --actions benchmarks.stock.actions`, Python 3.10), and leaves out
what only we do: nothing is encrypted, nothing is kept answer by answer, asking twice does it twice.
"""
from __future__ import annotations

import hashlib
import json
import os
import secrets
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import MetaData, create_engine, event, select

from language.reference import new_reference

Events = list[dict[str, Any]]
IN = Path(__file__).resolve().parents[2] / "jurisdictions/in"
#: of the file with the tables
DATABASE = os.environ["STOCK_DATABASE"]


def read(name: str) -> Any:
    return yaml.load((IN / f"{name}.yml").read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


PLANS, ROUTING, OFFICES = read("questions"), read("routing"), read("offices")
WAYS, SECTORS, NOTICE = read("known_as"), read("sectors"), read("notice")
PLACES = {
    str(name).casefold(): place
    for place, entry in read("places").items() if place != "frames"
    for name in (*entry["names"].values(), *entry.get("aliases", ()))
}  # fmt: skip

engine = create_engine(f"sqlite:///{DATABASE}", connect_args={"timeout": 15})


@event.listens_for(engine, "connect")
def _settings(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")  # ours waits for the disk twice a turn; the file is in WAL mode


tables = MetaData()
tables.reflect(engine)
T = tables.tables


def ways(topic: str) -> dict[str, Any]:
    return {way: entry for way, entry in WAYS.items() if topic not in entry.get("not_for", ())}


def plan(topic: str) -> list[str]:
    return list(PLANS["topics"].get(topic, PLANS["default"])["ask"])


def office(topic: str, sector: str | None, place: str | None) -> tuple[str, str]:
    """Return (vertical, office) of the first rule that fits."""
    for rule in ROUTING[topic]:
        if sector in rule.get("when", {}).get("sectors", [sector]):
            vertical = rule["vertical"]
            break
    mine = [name for name, entry in OFFICES.items() if entry["vertical"] == vertical]
    near = [name for name in mine if (place or "").split("-")[0] in OFFICES[name].get("places", ())]
    return vertical, (near or [name for name in mine if not OFFICES[name].get("places")] or mine)[0]


class StartGrievance(Action):
    def name(self) -> str:
        return "action_start_grievance"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        topic = tracker.get_slot("topic")
        said = [e for e in tracker.events if e["event"] == "user" and e["parse_data"]["intent"]["name"] == topic]
        return [SlotSet("story", said[-1]["text"] if said else None)]


class ValidateGrievanceForm(FormValidationAction):
    def name(self) -> str:
        return "validate_grievance_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[str]:
        asked = plan(tracker.get_slot("topic"))
        own = [slot for slot in ("employer", "place", "sector") if slot in asked]
        name = [] if tracker.get_slot("known_as") == "anonymous" else ["name"]
        return ["consent", *own, "known_as", *name, "confirm"]

    def validate_consent(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        return {"consent": True if value else None}

    def validate_employer(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        return {"employer": value}

    def validate_place(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        place = PLACES.get(str(value).casefold().strip())
        if place is None:
            dispatcher.utter_message(response="utter_unknown_place")
        return {"place": place}

    def validate_sector(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        return {"sector": value if value in SECTORS else None}

    def validate_known_as(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        return {"known_as": value if value in ways(tracker.get_slot("topic")) else None}

    def validate_name(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        return {"name": str(value)[:80]}

    def validate_confirm(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        return {"confirm": value}


class AskKnownAs(Action):
    def name(self) -> str:
        return "action_ask_known_as"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        allowed = ways(tracker.get_slot("topic"))
        costs = "\n".join(f"• {way['name']['en']}: {way['cost']['en']}" for way in allowed.values())
        buttons = [
            {"title": way["name"]["en"], "payload": "/inform" + json.dumps({"known_as": name})}
            for name, way in allowed.items()
        ]
        dispatcher.utter_message(text=f"How do you want to be known?\n{costs}", buttons=buttons)
        return []


class AskConfirm(Action):
    def name(self) -> str:
        return "action_ask_confirm"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        told = {slot: tracker.get_slot(slot) for slot in ("story", "employer", "place", "sector", "known_as", "name")}
        _, where = office(tracker.get_slot("topic"), told["sector"], told["place"])
        lines = [f"{slot}: {value}" for slot, value in told.items() if value]
        lines.append(f"→ {OFFICES[where]['name']['en']}")
        dispatcher.utter_message(
            text="This is what I have written:\n\n" + "\n".join(lines) + "\n\nIs it right?",
            buttons=[{"title": "Yes, file it", "payload": "/affirm"}, {"title": "Stop", "payload": "/deny"}],
        )
        return []


class FileGrievance(Action):
    def name(self) -> str:
        return "action_file_grievance"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if not tracker.get_slot("confirm"):
            dispatcher.utter_message(response="utter_not_filed")
            return [AllSlotsReset()]
        number, code, where = self._insert(tracker)
        dispatcher.utter_message(response="utter_filed", number=number, code=code, office=OFFICES[where]["name"]["en"])
        return [AllSlotsReset()]

    def _insert(self, tracker: Tracker) -> tuple[str, str, str]:
        now, slot = datetime.now(timezone.utc), tracker.get_slot
        person, identity, draft, grievance, leg = (str(uuid4()) for _ in range(5))
        facts = {q: slot(q) for q in ("employer", "place", "sector", "name") if slot(q)}
        vertical, where = office(slot("topic"), slot("sector"), slot("place"))
        number, code = new_reference(secrets.randbelow), f"{secrets.randbelow(10**6):06d}"
        # about what argon2 costs the other side
        digest = hashlib.scrypt(code.encode(), salt=number.encode(), n=2**13, r=8, p=1).hex()
        written = json.dumps(facts).encode()
        with engine.begin() as db:
            known = db.execute(
                select(T["conversation"].c.person_id).where(T["conversation"].c.id == tracker.sender_id)
            ).scalar()
            if known is None:
                db.execute(T["person"].insert().values(id=person, created_at=now))
                db.execute(T["channel_identity"].insert().values(
                    id=identity, person_id=person, channel="rest", address_index=tracker.sender_id,
                    address=tracker.sender_id.encode(), created_at=now,
                ))  # fmt: skip
                db.execute(T["conversation"].insert().values(
                    id=tracker.sender_id, person_id=person, identity_id=identity, channel="rest", language="en",
                    jurisdiction="in", consent_at=now, consent_version=str(NOTICE["version"]), read_cursor=0,
                    created_at=now, last_seen_at=now,
                ))  # fmt: skip
            else:
                person = known
            db.execute(T["draft"].insert().values(
                id=draft, person_id=person, conversation_id=tracker.sender_id, jurisdiction="in",
                topics=[slot("topic")], answered=list(facts), skipped=[], answers=written, state="filed",
                created_at=now, updated_at=now,
            ))  # fmt: skip
            db.execute(T["grievance"].insert().values(
                id=grievance, number=number, code_hash=digest, code_failures=0, filer_id=person, concerned_id=person,
                conversation_id=tracker.sender_id, draft_id=draft, jurisdiction="in", language="en",
                known_as=slot("known_as"), filed_at=now,
            ))  # fmt: skip
            db.execute(T["leg"].insert().values(
                id=leg, grievance_id=grievance, ordinal=1, topic=slot("topic"), vertical=vertical, office_id=where,
                state="filed", sealed=False, route={}, facts=written, filed_at=now, changed_at=now, version=1,
            ))  # fmt: skip
            if slot("story"):
                db.execute(T["case_text"].insert().values(
                    leg_id=leg, author="worker", kind="story", body=slot("story").encode(), language="en", at=now,
                ))  # fmt: skip
            for kind in ("consented", "filed", "leg_filed"):
                db.execute(T["event"].insert().values(
                    grievance_id=grievance, leg_id=leg, kind=kind, actor="worker", data={}, at=now,
                ))  # fmt: skip
        return number, code, where


class Status(Action):
    def name(self) -> str:
        return "action_status"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        grievance, leg = T["grievance"], T["leg"]
        with engine.connect() as db:
            rows = db.execute(
                select(grievance.c.number, leg.c.office_id, leg.c.changed_at)
                .join_from(grievance, leg, leg.c.grievance_id == grievance.c.id)
                .where(grievance.c.conversation_id == tracker.sender_id)
                .order_by(grievance.c.filed_at.desc())
            ).all()
        for number, where, at in rows:
            text = f"Grievance {number}\n• {OFFICES[where]['name']['en']}\n  sent to the office ({at:%d %b %Y})"
            dispatcher.utter_message(text=text)
        if not rows:
            dispatcher.utter_message(text="There is no grievance here.")
        return []
