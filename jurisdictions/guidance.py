"""Reads what stands beside a grievance: referrals, papers, rights over personal data, the officers' words."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import cast

from jurisdictions.bodies import finder
from jurisdictions.facts import LANGUAGES, Text
from jurisdictions.finder import Finder, Frames
from jurisdictions.glossary import LABELS, Glossary, Term
from jurisdictions.model import Helpline
from jurisdictions.papers import MOST, Paper, Papers
from jurisdictions.reading import SOURCE_KEYS, Entry
from jurisdictions.referrals import Referral, Referrals
from jurisdictions.rights import KEPT, RIGHTS, RUNS_OUT, TIME, UNITS, Right, Rights, Unit, Within
from jurisdictions.topics import TOPICS


def referrals(file: Entry, helplines: Mapping[str, Helpline]) -> Referrals:
    """referrals.yml: `referrals`, id: matter, office, words, alone, contact or helpline; `ours`: of work; `endings`."""
    file.fields(("referrals",), ("ours", "endings"))
    read = {id: _referral(id, entry, helplines) for id, entry in file["referrals"].entries()}
    frames = Frames(endings=file.strings("endings"))
    matters = finder(
        file["referrals"], read, lambda one: (*one.matter.values(), *one.words), lambda one: one.alone, frames
    )
    return Referrals(read, matters, Finder(((word, "ours") for word in file.strings("ours")), frames=frames))


def _referral(id: str, entry: Entry, helplines: Mapping[str, Helpline]) -> Referral:
    entry.fields(("matter", "office"), ("words", "alone", "contact", "helpline"))
    contact = entry["contact"].sourced() if entry.has("contact") else None
    reached = contact.value if contact else None
    if entry.has("helpline"):
        if contact:
            entry["contact"].fault("the helpline says already how the office is reached")
        reached = Text({"en": f"☎ {helplines[entry['helpline'].one_of(helplines, 'helpline')].number}"})
    return Referral(
        id=id,
        matter=entry["matter"].text(),
        office=entry["office"].text(),
        words=entry.strings("words"),
        alone=entry.strings("alone"),
        reached=reached,
        contact=contact,
    )


def papers(file: Entry, sealed: Set[str]) -> Papers:
    """papers.yml: `papers`, id: name, private; `topics`, topic: ids. A sealed topic asks for nothing."""
    file.fields(("papers", "topics"))
    read = {}
    for id, entry in file["papers"].entries():
        entry.fields(("name",), ("private",))
        read[id] = Paper(id, entry["name"].text(), entry.flag("private", False))
    topics = {}
    for topic, entry in file["topics"].entries():
        if topic not in TOPICS:
            entry.fault("no such topic")
        if topic in sealed:
            entry.fault("the topic is sealed: nothing is asked for")
        ids = file["topics"].several_of(topic, read, "paper")
        if not 0 < len(ids) <= MOST:
            entry.fault(f"{len(ids)} papers; one to {MOST} are told")
        topics[topic] = tuple(read[id] for id in ids)
    for id in read.keys() - {paper.id for told in topics.values() for paper in told}:
        file["papers"][id].fault("helps no topic, so nobody would ever see it")
    return Papers(topics)


def rights(file: Entry) -> Rights:
    """rights.yml: `law` (a fact), `since`, `rights`, `kept`, `complain_to`."""
    file.fields(("law", "rights", "kept", "complain_to"), ("since",))
    file["kept"].fields(KEPT)
    kept = {kind: entry.text() for kind, entry in file["kept"].entries()}
    for kind, text in kept.items():
        for language, words in text.items():
            if words.count(TIME) != (kind in RUNS_OUT) or set("{}") & set(words.replace(TIME, "")):
                wanted = f"{TIME} once" if kind in RUNS_OUT else "no brace"
                file["kept"][kind][language].fault(f"{wanted} is expected: the program tells how long it keeps this")
    return Rights(
        law=file["law"].sourced(),
        since=file["since"].day() if file.has("since") else None,
        rights={id: _right(id, entry) for id, entry in file["rights"].entries()},
        kept={kind: kept[kind] for kind in KEPT},
        complain_to=file["complain_to"].text(),
    )


def _right(id: str, entry: Entry) -> Right:
    if id not in RIGHTS:
        entry.fault(f"no such right; known are {', '.join(RIGHTS)}")
    entry.fields(("name", "how"), ("within",))
    within = _within(entry["within"]) if entry.has("within") else None
    return Right(id, entry["name"].text(), entry["how"].text(), within)


def _within(entry: Entry) -> Within:
    """The keys of a fact and `amount`, `unit`, `about`."""
    others = ("amount", "unit", "about")
    entry.fields(("amount", "unit", "value", *SOURCE_KEYS), ("about",))
    amount = entry["amount"].number()
    if amount != int(amount) or amount == 0:
        entry["amount"].fault("a whole number of days is expected")
    unit = cast(Unit, entry["unit"].one_of(UNITS, "unit"))
    return Within(int(amount), unit, entry.flag("about", False), entry.sourced("value", others))


def glossary(file: Entry, language: str) -> Glossary:
    """glossary.yml: `terms`, id: native, names, meaning; `labels`, word of the desk: id."""
    file.fields(("terms", "labels"))
    terms = {}
    for id, entry in file["terms"].entries():
        entry.fields(("native", "names", "meaning"))
        native = {}
        for spoken, word in entry["native"].entries():
            if spoken not in LANGUAGES:
                word.fault(f"no such language; known are {', '.join(LANGUAGES)}")
            native[spoken] = word.string()
        if language not in native:
            entry["native"].fault(f"no word in {language!r}, the language of the country")
        terms[id] = Term(id, native, entry["names"].text(), entry["meaning"].text())
    labels = file["labels"].fields(LABELS)
    return Glossary(terms, {label: terms[labels[label].one_of(terms, "term")] for label in LABELS})
