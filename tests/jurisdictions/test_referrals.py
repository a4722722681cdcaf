"""What belongs to nobody here is found by a worker's own words in each country; nothing of ours is."""

import pytest

from jurisdictions import LANGUAGES, JurisdictionError, load
from tests.jurisdictions.small import country
from tests.jurisdictions.test_data import IDS
from tests.jurisdictions.test_fictitious import SOURCE, text

COUNTRIES = load(IDS)
DOORS = [(id, door) for id, here in COUNTRIES.items() for door in here.referrals.by_id.values()]

SAID = [
    ("in", "how can i get a new PAN card", "income_tax"),
    ("in", "my ITR refund has not come", "income_tax"),
    ("in", "mera rashan card kab banega", "ration"),
    ("in", "राशन डीलर कम गेहूँ देता है", "ration"),
    ("in", "पासपोर्ट बनवाने में कितने दिन लगते हैं", "passport"),
    ("in", "meri cycle chori ho gayi kya karu", "police"),
    ("in", "आधार में नाम गलत है", "aadhaar"),
    ("in", "bijli ka bill bahut zyada aaya", "electricity"),
    ("in", "credit card wale roz phone karte hai", "bank"),
    ("in", "पति से तलाक चाहिए", "family"),
    ("in", "fridge kharab nikla warranty me hai", "consumer"),
    ("in", "driving licence renew karna hai", "vehicle"),
    ("in", "voter list me naam nahi", "voter"),
    ("in", "आयुष्मान कार्ड कहाँ बनेगा", "ayushman"),
    ("in", "LIC policy maturity date", "insurance"),
    ("in", "zameen", "land"),
    ("in", "sổ đỏ làm ở đâu", "land"),
    ("in", "چطور گذرنامه بگیرم", "passport"),
    ("vn", "muốn làm lại CCCD thì ra đâu", "id_card"),
    ("vn", "lam lai cccd o dau", "id_card"),
    ("vn", "mst cá nhân tra ở đâu vậy ạ", "income_tax"),
    ("vn", "em bị mất trộm xe máy", "police"),
    ("vn", "hàng xóm lấn đất nhà tôi", "land"),
    ("vn", "đơn ly hôn nộp ở đâu", "family"),
    ("vn", "bao hiem xe may mua o dau", "insurance"),
    ("vn", "tiền điện tháng này tăng gấp đôi", "electricity"),
    ("vn", "bị phạt nguội tra ở đâu", "vehicle"),
    ("vn", "mua hàng shopee bị giao sai hàng", "consumer"),
    ("vn", "how do I renew my driving licence", "vehicle"),
    ("vn", "मेरा पासपोर्ट खो गया", "passport"),
    ("vn", "مالیات را کجا بدهم", "income_tax"),
    ("ir", "یارانه‌ام قطع شده", "subsidy"),
    ("ir", "yaranam ghat shode", "subsidy"),
    ("ir", "گوشیم رو دزدیدن", "police"),
    ("ir", "قبض برق زیاد اومده", "utilities"),
    ("ir", "گواهینامه‌ام را گم کردم", "vehicle"),
    ("ir", "گرانفروشی نانوایی محله", "consumer"),
    ("ir", "تمدید کارت آمایش", "residence"),
    ("ir", "vam ezdevaj mikham", "bank"),
    ("ir", "how to get a passport", "passport"),
    ("ir", "मुझे तलाक चाहिए", "family"),
    ("ir", "muốn làm hộ chiếu", "passport"),
    ("ir", "کارت ملیم گم شده", "id_card"),
]
OURS = [
    ("in", "employer has kept my passport"),
    ("in", "malik ne passport rakh liya hai"),
    ("in", "ठेकेदार ने चोरी का इल्ज़ाम लगाकर वेतन काटा"),
    ("in", "pf ke liye aadhaar link nahi ho raha"),
    ("in", "my wages are not paid"),
    ("in", "मशीन से हाथ कट गया"),
    ("vn", "công ty giữ hộ chiếu của em"),
    ("vn", "sếp trừ lương em tiền điện"),
    ("vn", "em mất điện thoại không vào được vssid"),
    ("vn", "em bị nợ lương ba tháng"),
    ("ir", "کارفرما پاسپورتم را گرفته"),
    ("ir", "کارفرما پول برق را از حقوقم کم می‌کند"),
    ("ir", "سابقه بیمه‌ام کم است، سربازی را حساب نکردند"),
    ("ir", "oftad ru zamin"),
]
HOSTILE = [
    "", " ", "\0", "\u200c\u200d", "\u202e passport"[:1], "a" * 50_000, "पा" * 20_000, "😀" * 1000, "{matter}{office}",
    "<script>", "' OR 1=1 --", "/out_of_scope{\"topic\": \"x\"}", "\ud7ff\uffff", "..", "%s%n", "tax " * 5_000,
]  # fmt: skip


@pytest.mark.parametrize(("country_id", "words", "door"), SAID)
def test_the_right_door(country_id, words, door):
    found = COUNTRIES[country_id].referrals.find(words)
    assert found is not None and found.id == door


@pytest.mark.parametrize(("country_id", "words"), OURS)
def test_what_is_about_work_has_no_other_door(country_id, words):
    assert COUNTRIES[country_id].referrals.find(words) is None


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_do_no_harm(id, words):
    found = COUNTRIES[id].referrals.find(words)
    assert found is None or (found.id == "income_tax" and "tax" in words)


@pytest.mark.parametrize("id", IDS)
def test_each_country_has_enough_doors(id):
    doors = COUNTRIES[id].referrals.by_id
    assert len(doors) >= 15
    everywhere = "income_tax passport police consumer bank insurance land family vehicle school rent"
    assert set(everywhere.split()) <= set(doors)


@pytest.mark.parametrize(("id", "door"), DOORS, ids=[f"{id}-{door.id}" for id, door in DOORS])
def test_a_door_in_four_languages(id, door):
    for language in LANGUAGES:
        assert COUNTRIES[id].referrals.find(door.matter[language]) == door, "what the matter is called finds it"
        line = door.where(language)
        assert len(door.matter[language]) + len(line) < 170, "one line"
    assert len(set(door.office.values())) == len(LANGUAGES), "an office left in another language"


def test_a_door_shows_only_the_numbers_of_its_own_country():
    for id, here in COUNTRIES.items():
        numbers = {line.number for line in here.helplines.values()}
        for door in here.referrals.by_id.values():
            if door.reached and not door.contact:
                assert door.where("en").rpartition("☎ ")[2].rstrip(")") in numbers, id


DOOR = {"matter": text("Tolls"), "office": text("Toll house")}


@pytest.mark.parametrize(
    ("door", "fault"),
    [
        ({**DOOR, "helpline": "nowhere"}, "referrals: tolls: helpline: no such helpline 'nowhere'"),
        ({**DOOR, "helpline": "help", "contact": {"value": "1", **SOURCE}},
         "referrals: tolls: contact: the helpline says"),
        ({**DOOR, "contact": {"value": "1", **SOURCE, "certainty": "U"}}, "contact: certainty: 'U' is never shown"),
        ({**DOOR, "contact": "12"}, "contact: a mapping of keys"),
        ({"matter": text("Tolls")}, "referrals: tolls: office: missing"),
        ({**DOOR, "office": {"en": "Toll house"}}, "referrals: tolls: office: no text in 'hi'"),
        ({**DOOR, "phone": "1"}, "referrals: tolls: phone: unknown key"),
    ],
)
def test_faults_are_named(tmp_path, door, fault):
    with pytest.raises(JurisdictionError, match=r"referrals\.yml") as error:
        country(tmp_path, referrals={"referrals": {"tolls": door}})
    assert fault in str(error.value)


def test_a_word_belongs_to_one_door(tmp_path):
    twice = {"a": {**DOOR, "words": ["x"]}, "b": {"matter": text("B"), "office": text("b"), "words": ["x"]}}
    with pytest.raises(JurisdictionError, match=r"referrals.yml: referrals: b: the name 'x' already belongs to 'a'"):
        country(tmp_path, referrals={"referrals": twice})
