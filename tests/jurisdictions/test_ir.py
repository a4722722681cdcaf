"""Iran: named cases reach the right office, hard spellings find their place, and a report never poses as a petition."""

import datetime
import re

import pytest

from jurisdictions import load
from jurisdictions.check import check
from jurisdictions.topics import TOPICS

TODAY = datetime.date(2026, 11, 22)
IRAN = load(["ir"])["ir"]


@pytest.mark.parametrize(
    ("topic", "place", "office"),
    [
        ("wages_unpaid", "ahvaz", "tashkhis-khuzestan"),
        ("wages_unpaid", "khuzestan", "tashkhis-khuzestan"),
        ("dismissal", "shahriar", "tashkhis-tehran"),
        ("bonus", "tabriz", "tashkhis-azarbaijan-e"),
        ("gratuity", None, "tashkhis"),
        ("dispute_procedure", "mashhad", "tashkhis-khorasan-razavi"),
        # The Labour Law ends at the border of a zone: the town beside it keeps its board.
        ("wages_unpaid", "kish", "free_zone"),
        ("dismissal", "zone_arvand", "free_zone"),
        ("dismissal", "abadan", "tashkhis-khuzestan"),
        ("overtime", "zone", "free_zone"),
        ("overtime", "asaluyeh", "tashkhis-bushehr"),
        # Social Security and the inspectors act in the zones too.
        ("pf_not_deposited", "qeshm", "tamin-hormozgan"),
        ("accident", "zone_mahshahr", "inspection-khuzestan"),
        ("pf_not_deposited", "dezful", "tamin-khuzestan"),
        ("esi_cash_benefit", "rasht", "tamin-gilan"),
        ("maternity_benefit", None, "tamin"),
        ("accident", "tabas", "inspection-khorasan-s"),
        ("unsafe_workplace", "mahshahr", "inspection-khuzestan"),
        ("forced_child_labour", "zahedan", "inspection-sistan"),
        ("sexual_harassment", "yazd", "inspection-yazd"),
        ("unemployment_benefit", "arak", "unemployment"),
        ("worker_registration", "ahvaz", "labour-khuzestan"),
        ("awareness_training", "karaj", "labour-alborz"),
        ("overseas_migrant_work", "abroad", "labour"),
        ("corruption", "tehran", "bazresi"),
    ],
)
def test_routes(topic, place, office):
    assert IRAN.office_for(IRAN.rule_for(topic, None, place).vertical, place).id == office


@pytest.mark.parametrize(
    ("text", "place"),
    [
        # Formal and colloquial; Arabic keyboards; half-spaces, spaces and none.
        ("خوزستان", "khuzestan"),
        ("تهرون کار می‌کنم", "tehran"),
        ("تو اصفهون کارگرم", "isfahan"),
        ("استان تهران", "tehran_p"),
        ("شهریار، استان تهران", "shahriar"),
        ("كرج", "karaj"),
        ("كرمانشاه", "kermanshah"),
        ("سيستان و بلوچستان", "sistan"),
        ("كهگيلويه و بويراحمد", "kohgiluyeh"),
        ("آذربايجان غربي", "azarbaijan_w"),
        ("خرم‌آباد", "khorramabad"),
        ("خرم آباد", "khorramabad"),
        ("خرمآباد", "khorramabad"),
        ("قائمشهر", "qaemshahr"),
        ("بندرعباس", "bandar_abbas"),
        ("توی عسلویه، فاز ۱۴", "asaluyeh"),
        ("چاه‌بهار", "chabahar"),
        ("مشد", "mashhad"),
        # Finglish.
        ("khuzestan", "khuzestan"),
        ("xuzestan", "khuzestan"),
        ("ahvaz", "ahvaz"),
        ("AHWAZ", "ahvaz"),
        ("esfahan", "isfahan"),
        ("Isfahan", "isfahan"),
        ("tehroon", "tehran"),
        ("man to ghazvin kar mikonam", "qazvin"),
        ("ghom", "qom"),
        ("shahre ghods", "qods"),
        ("azarbayjan e sharghi", "azarbaijan_e"),
        ("azarbaijan-e sharghi", "azarbaijan_e"),
        ("bandar-e mahshahr", "mahshahr"),
        ("Sar kar tu neyshaboor", "neyshabur"),
        # Old names.
        ("باختران", "kermanshah"),
        ("رضائیه", "urmia"),
        ("بندر پهلوی", "bandar_anzali"),
        ("bandar shahpur", "bandar_imam"),
        ("شهسوار", "tonekabon"),
        ("قمشه", "shahreza"),
        ("استرآباد", "gorgan"),
        ("محمره", "khorramshahr"),
        ("قلعه حسن خان", "qods"),
        # The place of work, not the home province; the more local of two.
        ("اهل لرستانم ولی اهواز کار می‌کنم", "ahvaz"),
        ("Dezful, Khuzestan", "dezful"),
        # Zones beside their towns.
        ("منطقه آزاد چابهار", "zone_chabahar"),
        ("جزیره کیش", "kish"),
        ("منطقه آزاد", "zone"),
        ("منطقه ویژه ماهشهر", "zone_mahshahr"),
        ("کردستان عراق", "abroad"),
        ("کردستان", "kordestan"),
        # Everyday words are places only when nothing else is said.
        ("فارس", "fars"),
        ("مرکزی", "markazi"),
        ("دفتر مرکزی جواب نمی‌دهد", None),
        ("خلیج فارس", None),
        ("خاور میانه", None),
        ("ye sari kargar", None),
        ("سخت و زیان آورمو تایید نمیکنن", None),
        ("sari", "sari"),
        ("قطر میلگرد کم بود", None),
        ("قطر", "abroad"),
        ("ایران، شهر یزد", "yazd"),
        ("دو ماه شهر تهران بودم", "tehran"),
        ("از افغانستان آمده‌ام، یزد کار می‌کنم", "yazd"),
        ("من کارگر روزمزدم", None),
        ("hoghoogham ro nadadan", None),
        ("", None),
    ],
)
def test_find_place(text, place):
    found = IRAN.find_place(text)
    assert (found and found.id) == place


def test_iran_is_whole():
    provinces = {
        place.id for place in IRAN.places.values() if place.parent is None and place.id not in ("abroad", "zone")
    }
    assert len(provinces) == 31
    for body in ("labour_office", "board", "inspection", "tamin", "tvto"):
        assert all(IRAN.office_for(body, province).places == (province,) for province in provinces), body
    assert len([place for place in IRAN.places.values() if place.parent]) >= 60
    assert (IRAN.zone.key, IRAN.calendar, IRAN.currency) == ("Asia/Tehran", "solar_hijri", "IRR")
    assert IRAN.weekend == {4}


def test_every_route_has_an_officer_where_the_place_is_unknown():
    for topic in TOPICS:
        assert IRAN.office_for(IRAN.rule_for(topic).vertical).reach == "desk", topic
    assert sum(office.reach == "desk" for office in IRAN.offices.values()) <= 25


def test_nothing_filed_here_is_the_legal_filing():
    assert not any(effect.here_is_filing for of_topic in IRAN.effects.values() for effect in of_topic.all())


@pytest.mark.parametrize("topic", ["wages_unpaid", "dismissal", "unemployment_benefit"])
def test_what_must_be_filed_in_the_national_system_is_said(topic):
    assert all("prkar.mcls.gov.ir" in IRAN.effect(topic).told(language) for language in ("en", "hi", "vi", "fa"))


def test_petition_and_report_are_told_apart():
    petition = IRAN.effect("dismissal")
    assert "«دادخواست» نیست" in petition.told("fa")
    assert all("dadkhast" in petition.told(language) for language in ("en", "vi"))
    assert re.search("«گزارش».*نه «دادخواست»", IRAN.effect("unsafe_workplace").told("fa"))


def test_who_is_reached_first_is_the_diagnosis_board():
    """The board of settlement hears objections to it."""
    assert IRAN.offices["tashkhis-khuzestan"].parent == "hall-khuzestan"
    assert IRAN.offices["tashkhis"].parent == "hall"


def test_anonymous_only_where_somebody_can_go_and_look():
    free = {topic for topic in TOPICS if "anonymous" in {way.id for way in IRAN.ways_for(topic)}}
    assert {IRAN.rule_for(topic).vertical for topic in free} == {"inspection", "bazresi"}
    assert "sexual_harassment" not in free


def test_nationality_and_union_membership_are_never_asked():
    assert not {"nationality", "work_permit", "passport", "union"} & IRAN.questions.keys()


def test_helplines_belong_to_iran():
    numbers = {line.number for line in IRAN.helplines.values()}
    assert {"115", "110", "123"} <= numbers
    assert "112" not in numbers  # unconfirmed
    # 111 protects children in Viet Nam; here it is a line between people and government.
    assert not next(line for line in IRAN.helplines.values() if line.number == "111").emergency
    assert [line.id for line in IRAN.helplines_for("corruption")] == ["bazresi"]
    assert IRAN.emergency_lines()[0].number == "115"


def test_articles_say_what_the_message_is_not():
    for topic, article in IRAN.articles.items():
        assert re.search("پیام اینجا|نه دادخواست", article.text_on("fa", TODAY)), topic
    assert "*4*1420#" in IRAN.articles["pf_not_deposited"].text_on("vi", TODAY)


def test_letters_without_an_address_are_listed():
    lines = check({"ir": IRAN}, datetime.date(2026, 11, 23))
    listed = next(line for line in lines if "have no address" in line)
    assert "labour-gilan" in listed and "labour-alborz" not in listed
