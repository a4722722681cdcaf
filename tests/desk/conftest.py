"""The desk over a core with workers' cases and officers of every kind, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from httpx import Response
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from desk.api import create_app as create_api
from desk.app import create_app
from desk.security import PATH
from grievances import attachments, cases, drafts, filing, officers, tokens
from grievances.core import Core
from grievances.models import Leg, Notice, Officer
from jurisdictions import Jurisdiction, load
from tests.fuzz import files
from tests.grievances.conftest import ANSWERS, PASSWORD, clock, core, worker

__all__ = ["clock", "core"]

PNG = files.png()
API = "/api/v1"
STORY = "mera pf ka paisa 3 mahine se nhi aaya"
UAN = "100123456789"


@pytest.fixture(scope="session")
def served() -> dict[str, Jurisdiction]:
    return load(["in", "vn"])


class Visitor:
    """One browser at the desk."""

    def __init__(self, app: Starlette, base: str = "http://testserver") -> None:
        self.client = TestClient(app, base_url=base, follow_redirects=False)

    def get(self, path: str, **options: Any) -> Response:
        return self.client.get(PATH + path, **options)

    def post(self, path: str, own: bool = True, headers: dict[str, str] | None = None, **form: str) -> Response:
        """Send a form; with this session's own token unless `own` is False."""
        if own:
            form = {"csrf": self.csrf(), **form}
        return self.client.post(PATH + path, data=form, headers=headers)

    def csrf(self) -> str:
        """The token of this session's forms, '' when nobody is signed in."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/queue").text)
        return found[1] if found else ""

    def door_token(self) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.get("/sign-in").text)
        assert found
        return found[1]

    def sign_in(self, login: str, password: str = PASSWORD) -> Response:
        return self.post("/sign-in", own=False, login=login, password=password, token=self.door_token())


class Program:
    """A program at the desk API."""

    def __init__(self, app: Starlette, secret: str, token: str = "") -> None:
        self.client, self.secret, self.token = TestClient(app, raise_server_exceptions=False), secret, token

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
        known = {"authorization": f"Bearer {self.secret}"} if self.secret else {}
        return self.client.request(method, API + path, headers={**known, **(headers or {})}, **more)

    def get(self, path: str, **params: Any) -> Response:
        return self.call("GET", path, params=params)

    def read(self, leg: Leg) -> dict[str, Any]:
        answer = self.get(f"/cases/{leg.id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def step(self, leg: Leg, step: str, version: int | None = None, **body: Any) -> Response:
        """A step with the version as it is now, or an older one."""
        if version is None:
            version = self.read(leg)["version"]
        return self.call("POST", f"/cases/{leg.id}/{step}", json={"version": version, **body})


class Desk:
    """The application where `sangam.web` puts it, and what a test needs to know of the database."""

    def __init__(self, core: Core, folder: Path) -> None:
        self.core, self.folder, self.filed = core, folder, 0
        self.desk = create_app(core, files=folder)
        self.api = create_api(core, files=folder, rate=1000)
        self.app = Starlette(routes=[Mount(PATH, self.desk), Mount(API, self.api)])

    def visitor(self, login: str | None = None) -> Visitor:
        visitor = Visitor(self.app)
        if login:
            assert visitor.sign_in(login).status_code == 303
        return visitor

    def program(self, login: str, **more: Any) -> Program:
        """Another program with a token of an officer's."""
        with self.core.unit() as unit:
            secret, token = tokens.add(unit, login, **more)
        return Program(self.app, secret, token.id)

    def officer(self, login: str, office: str | None = "epfo", role: str = "officer", **more: str) -> Officer:
        details = {"name": login.title(), "jurisdiction": "in", **more}
        with self.core.unit() as unit:
            return officers.add(unit, login=login, password=PASSWORD, role=role, office=office, **details)

    def file(
        self, topic: str = "pf_claim_delay", story: str = STORY, file_name: str = "slip.png", content: bytes = PNG,
        **texts: str,
    ) -> Leg:  # fmt: skip
        """A case of a new worker with a photo, a name and a UAN; `texts`: question id -> answer as written."""
        self.filed += 1
        with self.core.unit() as unit:
            person = worker(unit, f"device {self.filed}")
            person.jurisdiction = "in"
            photo = attachments.keep(unit, person, self.folder, file_name, content)
            draft = drafts.start(unit, person, [topic], story=story)
            for question in texts:
                drafts.take(unit, draft, question, texts[question])
            plan = self.core.jurisdictions["in"].plan(topic).ask
            while question := drafts.next_question(unit, draft):
                files = (photo.id,) if question == plan[0] else ()
                drafts.take(
                    unit, draft, question, f"{question} text", value=ANSWERS.get(question), attachments=files
                )  # fmt: skip
            return filing.file(unit, draft).grievance.legs[0]

    def leg(self, leg: Leg) -> Leg:
        """The leg as it stands in the database now, its grievance with it."""
        with self.core.reading() as unit:
            now = unit.db.get_one(Leg, leg.id)
            assert now.grievance.number
            return now

    def number(self, leg: Leg) -> str:
        return self.leg(leg).grievance.number

    def photo(self, leg: Leg) -> str:
        with self.core.reading() as unit:
            facts = unit.key(unit.db.get_one(Leg, leg.id).grievance.concerned).open(leg.facts, filing.FACTS)
            return str(next(a for answer in facts.values() for a in answer["attachments"]))

    def said(self, leg: Leg) -> list[cases.Words]:
        """What officers wrote on a leg."""
        with self.core.reading() as unit:
            rows = cases._texts(unit, unit.db.get_one(Leg, leg.id))
            return [words for row in rows if (words := cases.words_of(unit, row.id)).author == "officer"]

    def notices(self) -> list[str]:
        with self.core.reading() as unit:
            return list(unit.db.scalars(select(Notice.kind).order_by(Notice.id)))

    def send(self, who: Visitor, leg: Leg, step: str = "write", version: int | None = None, **form: str) -> Response:
        """A step with the version the officer has seen, the newest by default."""
        seen = self.leg(leg).version if version is None else version
        return who.post(f"/cases/{leg.id}/{step}", version=str(seen), **form)


@pytest.fixture
def desk(core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Passwords are hashed cheaply here: the real cost is paid in tests/grievances."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(officers, "hasher", cheap)
    monkeypatch.setattr(officers, "_NOBODY", cheap.hash("nobody"))
    monkeypatch.setattr(filing, "hasher", cheap)
    return Desk(core, tmp_path / "files")

