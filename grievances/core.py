"""What the services work with: the core and its units of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grievances.errors import NotFound, UnknownOffice
from grievances.models import Event, Leg, Officer, Person
from grievances.store import Store
from grievances.vault import DataKey, Vault
from jurisdictions import Jurisdiction


def utc_now() -> datetime:
    return datetime.now(UTC)


class Unit:
    """One transaction, one point in time. Services take it as their first argument."""

    def __init__(self, core: Core, db: Session, now: datetime) -> None:
        self.core, self.db, self.now = core, db, now
        #: by what an officer acts, if not by the desk's pages: ids that stand in each of their entries
        self.through: dict[str, str] = {}
        self._keys: dict[str, DataKey] = {}

    @property
    def vault(self) -> Vault:
        return self.core.vault

    def jurisdiction(self, jurisdiction_id: str) -> Jurisdiction:
        try:
            return self.core.jurisdictions[jurisdiction_id]
        except KeyError:
            raise NotFound(f"this deployment does not serve jurisdiction {jurisdiction_id!r}") from None

    def today(self, jurisdiction_id: str | None) -> date:
        """The day it is in a jurisdiction's zone (UTC when none is known)."""
        return self.day(self.now, jurisdiction_id)

    def day(self, time: datetime, jurisdiction_id: str | None) -> date:
        """The day of a time in a jurisdiction's zone (UTC when none is known)."""
        known = self.core.jurisdictions.get(jurisdiction_id or "")
        return time.astimezone(known.zone if known else UTC).date()

    def ahead(self, time: datetime | None, at_most: timedelta) -> bool:
        """Whether a time that was set `at_most` ahead is still to come. One farther ahead was set before the clock was
        put back, and is over: nobody stays locked for the hour that the clock lost."""
        return time is not None and self.now < time <= self.now + at_most

    def key(self, person: Person) -> DataKey:
        """A person's data key; Erased when it is gone."""
        if person.id not in self._keys:
            self._keys[person.id] = self.vault.unwrap(person.wrapped_key)
        return self._keys[person.id]

    def forget_key(self, person: Person) -> None:
        self._keys.pop(person.id, None)

    def new_person(self) -> Person:
        wrapped, _ = self.vault.new_key()
        person = Person(wrapped_key=wrapped, created_at=self.now)
        self.db.add(person)
        self.db.flush()
        return person

    def record(
        self, kind: str, *, leg: Leg | None = None, grievance_id: str | None = None,
        officer: Officer | None = None, actor: str = "system", **data: Any,
    ) -> Event:  # fmt: skip
        """Append to the history. `data` is ids and codes, never words of a person."""
        event = Event(
            kind=kind,
            grievance_id=leg.grievance_id if leg else grievance_id,
            leg_id=leg.id if leg else None,
            actor="officer" if officer else actor,
            officer_id=officer.id if officer else None,
            data={**self.through, **data} if officer else data,
            at=self.now,
        )
        self.db.add(event)
        return event


class Core:
    """The core put together: store, vault, jurisdictions and a clock that tests replace."""

    def __init__(
        self, store: Store, vault: Vault, jurisdictions: Mapping[str, Jurisdiction],
        clock: Callable[[], datetime] = utc_now,
    ) -> None:  # fmt: skip
        self.store, self.vault, self.jurisdictions, self.clock = store, vault, jurisdictions, clock

    @contextmanager
    def unit(self, *, durable: bool = True) -> Iterator[Unit]:
        """One writing transaction; not `durable` when a later one, before anybody is told, is."""
        with self.store.session(durable=durable) as db:
            yield Unit(self, db, self.clock())

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """One reading transaction; what it changes is thrown away."""
        with self.store.session(reading=True) as db:
            yield Unit(self, db, self.clock())

    def check_offices(self) -> None:
        """Refuse to start when the database names an office that the data no longer has."""
        with self.reading() as unit:
            used = set(unit.db.scalars(select(Leg.office_id).distinct()))
            used |= set(unit.db.scalars(select(Officer.office_id).where(Officer.office_id.is_not(None)).distinct()))
        known = {office for j in self.jurisdictions.values() for office in j.offices}
        if gone := sorted(str(office) for office in used - known):
            raise UnknownOffice(
                f"the database has cases or officers of offices that jurisdictions/*/offices.yml no longer has: "
                f"{', '.join(gone)}. Put them back, or move their cases first."
            )
