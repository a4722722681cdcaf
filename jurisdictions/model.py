"""What a jurisdiction is made of: frozen values, read from `jurisdictions/<id>/*.yml` by the loader.

All ids (office, place, topic ...) are the keys of those files. Nothing here knows of files, the database or a channel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from jurisdictions.articles import Article
from jurisdictions.calendar import WorkingDays
from jurisdictions.clocks import Clock
from jurisdictions.effects import Effect, Effects
from jurisdictions.facts import Sourced, Text
from jurisdictions.finder import Finder
from jurisdictions.glossary import Glossary
from jurisdictions.letters import Letter
from jurisdictions.papers import Papers
from jurisdictions.referrals import Referrals
from jurisdictions.rights import Rights
from jurisdictions.values import Value

# On the desk; handed over by letter; the worker must go there.
Reach = Literal["desk", "letter", "self"]
REACHES = ("desk", "letter", "self")

# From the whole country down; of two offices that cover a place the lower one acts first.
LEVELS = ("country", "zone", "region", "district", "local")

QuestionKind = Literal["text", "place", "period", "money", "phone", "identifier", "choice", "story", "name"]
QUESTION_KINDS = ("text", "place", "period", "money", "phone", "identifier", "choice", "story", "name")

WayId = Literal["hidden", "named", "anonymous"]
WAYS = ("hidden", "named", "anonymous")


@dataclass(frozen=True, slots=True)
class Vertical:
    """A body that handles grievances of one kind: a fund, an inspectorate, a labour department."""

    id: str
    name: Text
    short: Text
    mandate: Text


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a vertical. No places: it acts for the whole country where no nearer office does."""

    id: str
    vertical: str
    name: Text
    places: tuple[str, ...]
    level: str
    parent: str | None
    reach: Reach
    contact: Sourced | None


@dataclass(frozen=True, slots=True)
class Complaints:
    """What takes complaints about the offices of a whole country. `not_for`: verticals that are beyond its reach."""

    contact: Sourced
    not_for: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A state, district or town. `aliases` are found in a sentence, `alone` only when nothing else is said ("UP").

    `framed` (everyday words: "Puri") count in a sentence only beside a word such as "district" or their own state;
    `marked` ("Cần Thơ") also where they are written with their marks. `shared` names other places have as well.
    """

    id: str
    names: Text
    aliases: tuple[str, ...]
    alone: tuple[str, ...]
    parent: str | None
    framed: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sector:
    """A kind of workplace. `alone`: words too common inside a sentence ("bank", "mine").

    `within` is the wider kind it is shown under where both go the same way; the one that holds all others has none.
    `place`: the kind is told by a place (abroad, a free zone). `rare`: no question is spent on it alone.
    `was`: ids it had before, which stored drafts and cases still name.
    """

    id: str
    names: Text
    words: tuple[str, ...]
    alone: tuple[str, ...]
    short: Text | None = None
    within: str | None = None
    place: str | None = None
    rare: bool = False
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Which vertical acts. Empty `sectors` or `places`: any. `reason` is read by the worker, `law` by the officer.

    `fallback` acts where every office of the vertical up the line is excluded. `never`: verticals and offices that
    must not receive such a case, whatever happens.
    """

    sectors: tuple[str, ...]
    places: tuple[str, ...]
    vertical: str
    reason: Text
    law: str
    fallback: str | None = None
    never: frozenset[str] = frozenset()

    def bars(self, office: Office) -> bool:
        return office.id in self.never or office.vertical in self.never


@dataclass(frozen=True, slots=True)
class Helpline:
    """A telephone line. Empty `places`: the whole country. `sourced.value` repeats the number."""

    id: str
    number: str
    name: Text
    topics: tuple[str, ...]
    places: tuple[str, ...]
    emergency: bool
    self_harm: bool
    hours: Text | None
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the form. `entity` is what NLU may have found already that answers it."""

    id: str
    kind: QuestionKind
    entity: str | None


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """Question ids of a topic: asked before the number is given, and those that can follow."""

    ask: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told before personal data is taken: one line with the first answer, the full text before consent."""

    line: Text
    full: Text
    version: str
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class Way:
    """A way of being known to the office, what it costs, and the topics where it is not offered."""

    id: WayId
    name: Text
    cost: Text
    not_for: frozenset[str]


@dataclass(frozen=True, slots=True)
class Several:
    """A further vertical that a topic concerns beside the routed one; the worker is asked before a leg goes there.

    It sees the answers to `sees` only. `lead`: it leads the case, not the routed one.
    """

    vertical: str
    reason: Text
    sees: tuple[str, ...] = ()
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A country's verticals, offices, routes and texts. `weekend` counts from Monday = 0."""

    id: str
    names: Text
    display_name: Text
    language: str
    zone: ZoneInfo
    weekend: frozenset[int]
    working_days: WorkingDays
    calendar: Literal["gregorian", "solar_hijri"]
    currency: str
    #: channel -> why it is not offered here; a channel that is not named is offered
    not_offered: Mapping[str, Sourced]
    complaints: Complaints | None
    verticals: Mapping[str, Vertical]
    offices: Mapping[str, Office]
    places: Mapping[str, Place]
    sectors: Mapping[str, Sector]
    routing: Mapping[str, tuple[Rule, ...]]
    helplines: Mapping[str, Helpline]
    questions: Mapping[str, Question]
    plans: Mapping[str, QuestionPlan]
    default_plan: QuestionPlan
    notice: Notice
    ways: Mapping[str, Way]
    sealed: frozenset[str]
    several: Mapping[str, tuple[Several, ...]]
    effects: Mapping[str, Effects]
    clocks: Mapping[str, Mapping[str | None, Clock]]
    #: for offices that are reached by letter
    letter: Letter | None
    values: Mapping[str, Value]
    articles: Mapping[str, Article]
    referrals: Referrals
    papers: Papers
    rights: Rights
    glossary: Glossary
    _place_finder: Finder = field(repr=False, compare=False)
    _sector_finder: Finder = field(repr=False, compare=False)

    def offers(self, channel: str) -> bool:
        """Whether a page or a notice may send workers to a channel. Who comes by it all the same is answered."""
        return channel not in self.not_offered

    def plan(self, topic: str) -> QuestionPlan:
        """The questions of a topic, the default ones where it has no plan of its own."""
        return self.plans.get(topic, self.default_plan)

    def lineage(self, place: str | None) -> tuple[str, ...]:
        """A place and all that it lies in, the nearest first; empty when the place is unknown."""
        chain: list[str] = []
        while place is not None:
            chain.append(place)
            place = self.places[place].parent
        return tuple(chain)

    def find_place(self, text: str) -> Place | None:
        """The place named in a text in any script or spelling, None too where the name may mean several places."""
        named = self.places_named(text)
        return named[0] if len(named) == 1 else None

    def places_named(self, text: str) -> tuple[Place, ...]:
        """The place named in a text; several where places share the name and nothing tells which: ask.

        Of several names the one told as place of work wins, then the more local one, then the longer name.
        """
        hits = self._place_finder.search(text)
        around = {keys[0] for keys, _, _ in hits if len(keys) == 1}
        # A name that places share means the one that is named otherwise as well, or whose state is.
        told = [
            hit._replace(keys=tuple(id for id in hit.keys if around & set(self.lineage(id))) or hit.keys)
            for hit in hits
        ]
        wider = {parent for hit in told for id in hit.keys for parent in self.lineage(id)[1:]}
        nearest = [hit for hit in told if not wider.issuperset(hit.keys)]
        if not nearest:
            return ()
        best = max(nearest, key=lambda hit: (hit.work, len(self.lineage(hit.keys[0])), hit.letters))
        return tuple(self.places[id] for id in best.keys)

    def find_sector(self, text: str) -> Sector | None:
        """The kind of workplace named in a text; the longest word counts."""
        found = self._sector_finder.find(text)
        return self.sectors[max(found, key=lambda sector: found[sector])] if found else None

    def sector(self, id: str | None) -> Sector | None:
        """The kind of workplace with this id, also by an id it had before."""
        if id is None or id in self.sectors:
            return self.sectors.get(id or "")
        return next((sector for sector in self.sectors.values() if id in sector.was), None)

    def never(self, topic: str) -> frozenset[str]:
        """Verticals and offices that must not receive a topic, of whatever workplace and place."""
        return frozenset.intersection(*(rule.never for rule in self.routing[topic]))

    def above(self, office: Office) -> tuple[Office, ...]:
        """The offices over one, the nearest first."""
        line: list[Office] = []
        while (parent := (line[-1] if line else office).parent) is not None:
            line.append(self.offices[parent])
        return tuple(line)

    def contact_of(self, office: Office) -> tuple[Office, Sourced] | None:
        """An office's sourced contact, else that of the nearest one above which has one; whose it is stands first."""
        return next(((one, one.contact) for one in (office, *self.above(office)) if one.contact), None)

    def complaints_about(self, office: Office) -> Sourced | None:
        """The country's line for complaints, for an office that has no sourced contact nor any above it."""
        if self.complaints is None or self.contact_of(office) or office.vertical in self.complaints.not_for:
            return None
        return self.complaints.contact

    def takes(self, vertical: str) -> tuple[str, ...]:
        """The topics that a vertical acts on, first or beside another."""
        return tuple(
            topic for topic, rules in self.routing.items()
            if any(vertical in (rule.vertical, rule.fallback) for rule in rules)
            or any(further.vertical == vertical for further in self.several.get(topic, ()))
        )  # fmt: skip

    def rule_for(self, topic: str, sector: str | None = None, place: str | None = None) -> Rule:
        """The first routing rule that fits. An unknown sector or place fits only rules that do not ask for one."""
        around = set(self.lineage(place))
        known = self.sector(sector)
        if known and known.place:
            around |= set(self.lineage(known.place))
        for rule in self.routing[topic]:
            if (not rule.sectors or (known and known.id in rule.sectors)) and (
                not rule.places or set(rule.places) & around
            ):
                return rule
        raise AssertionError("the loader lets no routing through without a final rule")

    def effect(self, topic: str, sector: str | None = None, place: str | None = None) -> Effect:
        """What filing a topic here is in law, where it goes to the office that the routing says."""
        return self.effects[topic].when(self.rule_for(topic, sector, place).vertical, sector)

    def used_values(self) -> frozenset[str]:
        """The ids of values that stand in an article, a limit of workers or a clock of offices."""
        effects = (effect for of in self.effects.values() for effect in of.all())
        clocks = (clock for of in self.clocks.values() for clock in of.values())
        return frozenset(
            (*(id for article in self.articles.values() for id in article.drawn),
             *(limit.length.id for effect in effects for limit in effect.limits),
             *(stage.length.id for clock in clocks for stage in clock.stages))
        )  # fmt: skip

    def clock_for(self, vertical: str, topic: str) -> Clock:
        """The published limits of an office of a vertical; no stages where none is found."""
        of_topics = self.clocks.get(vertical, {})
        return of_topics.get(topic) or of_topics.get(None) or Clock()

    def office_for(self, vertical: str, place: str | None = None) -> Office:
        """The office of a vertical nearest to the place, else the one for the whole country. KeyError: none of it."""
        offices = [office for office in self.offices.values() if office.vertical == vertical]
        for area in self.lineage(place):
            covering = [office for office in offices if area in office.places]
            if covering:
                return max(covering, key=lambda office: LEVELS.index(office.level))
        everywhere = [office for office in offices if not office.places]
        if not everywhere:
            raise KeyError(vertical)
        return max(everywhere, key=lambda office: LEVELS.index(office.level))

    def candidates(self, topic: str, rule: Rule, place: str | None = None) -> tuple[Office, ...]:
        """The offices that may take a case, in order: the nearest, those above it, then the same of the fallback.

        A sealed case goes to none that is reached by letter: nobody but its own officer may read it, and there is none.
        """
        nearest = [self.office_for(vertical, place) for vertical in (rule.vertical, rule.fallback) if vertical]
        line = [one for office in nearest for one in (office, *self.above(office)) if not rule.bars(one)]
        return tuple({one.id: one for one in line if topic not in self.sealed or one.reach != "letter"}.values())

    def helplines_for(self, topic: str, place: str | None = None) -> tuple[Helpline, ...]:
        """The verified lines for a topic; those of one region only when the place lies in it."""
        return self._lines((line for line in self.helplines.values() if topic in line.topics), place)

    def emergency_lines(self, place: str | None = None) -> tuple[Helpline, ...]:
        """The verified lines for danger to life or body, in the order of the file."""
        return self._lines((line for line in self.helplines.values() if line.emergency), place)

    def ways_for(self, topic: str) -> tuple[Way, ...]:
        """The ways of being known that a topic allows; the first is the default."""
        return tuple(way for way in self.ways.values() if topic not in way.not_for)

    def _lines(self, lines: Iterable[Helpline], place: str | None) -> tuple[Helpline, ...]:
        around = set(self.lineage(place))
        return tuple(line for line in lines if not line.places or around & set(line.places))
