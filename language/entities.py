"""Everything that can be found in a message, in the shape of Rasa's entities."""
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from language.dates import Period, dates_in
from language.durations import Span, spans_in
from language.employers import find_employers
from language.identity import find_identifiers
from language.money import money_in
from language.numbers import parse_all
from language.scan import Scan

EXTRACTOR = "EntityFinder"
#: the more specific wins where two overlap; an identity number that has to be asked about only beats a bare number
_RANK = {"reference": 0, "employer": 2, "date": 2, "money": 3, "duration": 4, "number": 6}
_IDENTIFIER, _DOUBTFUL_IDENTIFIER = 1, 5


def _plain(value: Decimal) -> int | float:
    return int(value) if value % 1 == 0 else float(value)


def _entity(kind: str, value: object, start: int, end: int, **more: object) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": start, "end": end, "extractor": EXTRACTOR, **more}


def _duration(span: Span) -> dict[str, object]:
    return {"count": _plain(span.count), "unit": span.unit}


def _date(period: Period, durations: list[dict[str, Any]]) -> dict[str, Any]:
    value: dict[str, object] = {
        "from": period.start_day.isoformat(), "to": period.end_day.isoformat(), "precision": period.precision,
    }  # fmt: skip
    inside = [d["value"] for d in durations if period.start <= d["start"] and d["end"] <= period.end]
    if inside:  # "3 mahine se" answers how long as well as since when
        value["duration"] = inside[0]
    return _entity("date", value, period.start, period.end)


def _all(text: str, today: date, jurisdiction: str | None, expected: str | None) -> list[dict[str, Any]]:
    scan = Scan(text)
    tokens = scan.tokens
    durations = [
        _entity("duration", _duration(s), tokens[s.first].start, tokens[s.end - 1].end) for s in spans_in(scan)
    ]
    return [
        *(
            _entity(i.kind, i.value, i.start, i.end, certain=i.certain, candidates=list(i.candidates))
            for i in find_identifiers(text, jurisdiction, expected)
        ),
        *(_entity("employer", e.name, e.start, e.end) for e in find_employers(text, tokens)),
        *(_date(period, durations) for period in dates_in(scan, today, jurisdiction)),
        *(
            _entity("money", {"amount": _plain(m.amount), "currency": m.currency}, m.start, m.end, certain=m.certain)
            for m in money_in(scan, jurisdiction)
        ),
        *durations,
        *(
            _entity("number", _plain(n.value), tokens[n.first].start, tokens[n.end - 1].end)
            for n in parse_all(scan)
        ),
    ]


def find_entities(text: str, today: date, jurisdiction: str | None, expected: str | None) -> list[dict[str, Any]]:
    """Return what a message tells, in order, without overlaps, as {entity, value, start, end, extractor, ...}.

    entity is an identity number's kind (value: its digits; with certain and candidates), reference, date (value: from,
    to, precision, and duration where one was said), employer (value: the name as written), money (value: amount,
    currency; with certain), duration (value: count, unit) or number. expected: the kind the open question asks for;
    it wins where two overlap. All values are plain JSON types; offsets fit the text as given.
    """

    def specific_first(entity: dict[str, Any]) -> tuple[bool, int, int]:
        rank = _RANK.get(entity["entity"])
        if rank is None:
            rank = _IDENTIFIER if entity["certain"] else _DOUBTFUL_IDENTIFIER
        return entity["entity"] != expected, rank, entity["start"] - entity["end"]

    taken, chosen = bytearray(len(text)), []
    for entity in sorted(_all(text, today, jurisdiction, expected), key=specific_first):
        start, end = entity["start"], entity["end"]
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            chosen.append(entity)
    return sorted(chosen, key=lambda entity: entity["start"])
