"""Rate limits: by session first, by address second, counted together by all replicas."""

from __future__ import annotations

from typing import Any

import pytest
import uvicorn
from sqlalchemy import select

from bot.api import Limits
from bot.texts import ERRORS
from grievances import limits
from grievances.models import RateWindow
from language.catalogue import translate
from sangam import ports
from sangam.roles import serve_app
from sangam.settings import Settings
from tests.bot.house import House, Phone, listening, one_database


class TestFew:
    @pytest.fixture
    def rates(self) -> Limits:
        return Limits(session=3, address=5, sessions=4)

    async def test_a_session_has_its_limit_and_is_told_how_long_to_wait(self, house: House) -> None:
        house.rasa.language = "vi"
        phone = await house.phone().open()
        house.clock.move(seconds=20)
        for n in range(3):
            await phone.say("x", id=f"m{n}")
        answer = await phone.send(text="x")
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "slow_down")
        assert answer.headers["retry-after"] == "40"
        assert answer.json()["error"]["message"] == translate("vi", ERRORS["slow_down"], seconds=40)
        assert len(house.rasa.turns) == 3
        house.clock.move(seconds=40)
        await phone.say("x")

    @one_database
    async def test_one_greedy_session_leaves_the_address_to_the_others(self, house: House) -> None:
        greedy, other = await house.phone().open(), await house.phone().open()
        for _ in range(10):
            await greedy.send(text="x")
        assert [(await other.send(text="x")).status_code for _ in range(3)] == [200, 200, 429]
        assert (await (await house.phone("10.0.0.2").open()).send(text="x")).status_code == 200

    @one_database
    async def test_new_sessions_are_counted_by_address(self, house: House) -> None:
        there = [await house.phone().call("POST", "sessions", json={}) for _ in range(5)]
        assert [answer.status_code for answer in there] == [201] * 4 + [429]
        assert int(there[-1].headers["retry-after"]) == 60
        assert (await house.phone("10.0.0.2").call("POST", "sessions", json={})).status_code == 201

    @one_database
    async def test_what_is_refused_counts_too(self, house: House) -> None:
        """Nobody may guess payloads, or send files of a wrong type, without end."""
        for attempt in ({"payload": "guess"}, {"text": "x", "attachments": ["guess"]}):
            phone = await house.phone(f"10.1.0.{len(attempt)}").open()
            codes = [(await phone.send(**attempt)).status_code for _ in range(4)]
            assert codes == [400, 400, 400, 429]
        phone = await house.phone("10.2.0.1").open()
        assert [(await phone.upload(b"MZ")).status_code for _ in range(4)] == [415, 415, 415, 429]

    @one_database
    async def test_files_count_for_the_address_as_well(self, house: House) -> None:
        phones = [await house.phone().open() for _ in range(2)]
        codes = [(await phone.upload(b"\xff\xd8\xff")).status_code for phone in phones for _ in range(3)]
        assert codes == [201] * 5 + [429]

    async def test_two_applications_count_together(self, house: House, phone: Phone) -> None:
        there = house.phone(app=house.another())
        there.headers = phone.headers
        codes = [(await who.send(text="x")).status_code for who in (phone, there, phone, there)]
        assert codes == [200, 200, 200, 429]

    @one_database
    async def test_no_address_is_written_down(self, house: House, phone: Phone) -> None:
        await phone.say("x")
        with house.core.reading() as unit:
            keys = unit.db.scalars(select(RateWindow.key)).all()
        assert {key.split(":")[0] for key in keys} == {"session", "address", "sessions"}
        assert not [key for key in keys if "10.0.0.1" in key or phone.session in key]

    @one_database
    async def test_old_windows_are_thrown_away(self, house: House, phone: Phone) -> None:
        house.clock.move(hours=3)
        with house.core.unit() as unit:
            assert limits.purge(unit) == 1
            assert limits.purge(unit) == 0


@one_database
async def test_five_hundred_workers_behind_one_address_get_through(house: House) -> None:
    """A shift begins: all 500 open the page in the same minute and send ten messages each, waiting when told to."""
    default = Settings()
    waiting = {f"worker {n}": (0, 0) for n in range(500)}  # worker -> (messages sent, minute of the next try)
    opened: set[str] = set()
    minute = 0
    while waiting:
        assert minute < 10, f"{len(waiting)} did not get through"
        with house.core.unit() as unit:
            for worker, (sent, when) in list(waiting.items()):
                if when > minute:
                    continue
                if worker not in opened:
                    if limits.spend(unit, "sessions", "the estate", default.sessions_rate, 60):
                        waiting[worker] = (sent, minute + 1)
                        continue
                    opened.add(worker)
                for _ in range(4):  # nobody writes faster
                    refused = limits.spend(unit, "session", worker, default.session_rate, 60) or limits.spend(
                        unit, "address", "the estate", default.address_rate, 60
                    )
                    if refused:
                        break
                    sent += 1
                    if sent == 10:
                        del waiting[worker]
                        break
                else:
                    waiting[worker] = (sent, minute + 1)
                    continue
                if worker in waiting:
                    waiting[worker] = (sent, minute + 1)
        minute += 1
        house.clock.move(minutes=1)


@one_database
class TestProxies:
    """Who is believed about where a request comes from; served as the web role serves."""

    @pytest.fixture
    def rates(self) -> Limits:
        return Limits(session=100, address=100, sessions=1)

    async def told(
        self, house: House, monkeypatch: pytest.MonkeyPatch, proxies: list[str], *forwarded: str
    ) -> list[int]:
        """Statuses of new sessions, one for each X-Forwarded-For, when `proxies` are trusted."""
        served: dict[str, Any] = {}
        monkeypatch.setattr(uvicorn, "run", lambda app, **config: served.update(config))
        serve_app(house.app, "127.0.0.1", ports.free(), "SANGAM_PORT", proxies)
        statuses = []
        with listening(house.app, **served) as base:
            for value in forwarded:
                answer = await house.phone(base=base).call(
                    "POST", "sessions", json={}, headers={"x-forwarded-for": value}
                )
                statuses.append(answer.status_code)
        return statuses

    async def test_a_trusted_proxy_is_believed(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        assert await self.told(house, monkeypatch, ["127.0.0.1"], "9.9.9.1", "9.9.9.2", "9.9.9.1") == [
            201,
            201,
            429,
        ]

    async def test_but_not_what_the_client_told_it(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made_up = ("1.1.1.1, 9.9.9.1", "2.2.2.2, 9.9.9.1")
        assert await self.told(house, monkeypatch, ["127.0.0.1"], *made_up) == [201, 429]

    @pytest.mark.parametrize("proxies", [[], ["10.0.0.9"]])
    async def test_nobody_else_is(
        self, house: House, monkeypatch: pytest.MonkeyPatch, proxies: list[str]
    ) -> None:
        assert await self.told(house, monkeypatch, proxies, "9.9.9.1", "9.9.9.2") == [201, 429]
