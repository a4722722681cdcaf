"""Places and workplaces named as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurisdictions import load
from jurisdictions.finder import Finder

INDIA = load(["in"])["in"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Patna", "patna"),
        ("PATNA, BIHAR", "patna"),
        ("पटना में काम करता हूँ", "patna"),
        ("UP", "up"),
        ("u.p.", "up"),
        ("यूपी से हूँ", "up"),
        ("mai up se hu", "up"),
        ("please look up my case", None),
        ("ap kaise ho", None),
        ("गुड़गाँव", "gurugram"),
        ("gudgaon ki company", "gurugram"),
        ("ग़ाज़ियाबाद", "ghaziabad"),
        ("गाजियाबाद", "ghaziabad"),
        ("Pune, Maharashtra", "pune"),
        ("mai Bihar se hu, Surat me kaam karta hu", "surat"),
        ("New Delhi", "dl"),
        ("dilli", "dl"),
        ("aurangabad bihar", "aurangabad_br"),
        ("औरंगाबाद", None),  # one in Bihar, one in Maharashtra: ask
        ("औरंगाबाद, महाराष्ट्र", "sambhajinagar"),
        ("bangalore", "bengaluru"),
        ("orissa", "od"),
        ("Dadra and Nagar Haveli", "dh"),
        ("दुबई में फँसा हूँ", "abroad"),
        ("tôi làm ở Mumbai", "mumbai"),
        ("در بمبئی کار می‌کنم", "mumbai"),
        ("بیهار", "br"),
        ("mera poori salary nahi mila", None),
        ("patnagarh", None),
        ("", None),
    ],
)
def test_find_place(text, place):
    found = INDIA.find_place(text)
    assert (found and found.id) == place


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("मैं फ़ैक्ट्री में काम करता हूँ", "factory"),
        ("मैं फैक्ट्री में काम करता हूँ", "factory"),
        ("bank", "bank"),
        ("bank account me paisa nahi aaya", None),
        ("a friend of mine", None),
        ("mine", "mine"),
        ("koyla khadan", "mine"),
        ("चाय बागान", "plantation"),
        ("chai bagan me", "plantation"),
        ("bidi", "beedi"),
        ("सिने मज़दूर", "cinema"),
        ("kamwali bai hu", "domestic"),
        ("ghar ka kaam karti hu", "domestic"),
        ("swiggy delivery boy", "platform"),
        ("ola", "platform"),
        ("ola gir gaya tha", None),  # hail fell: a common word counts only alone
        ("khet mazdoor", "agriculture"),
        ("नगर निगम में सफ़ाई", "government"),
        ("ntpc me thekedar ke niche", "central"),
        ("dukan pe", "shop"),
        ("videsh me naukri", "abroad"),
        ("security guard", "other"),
        ("giúp việc nhà", "domestic"),
        ("thợ xây", "construction"),
        ("کارگر کشاورزی", "agriculture"),
        ("باغ چای", "plantation"),
        ("रेलवे में ठेकेदार के नीचे", "railway"),
        ("construction site pe", "construction"),
        ("Private factory", "factory"),
        ("Nhà máy tư nhân", "factory"),
        ("کارخانه خصوصی", "factory"),
        ("meri delivery hui hai", None),
    ],
)
def test_find_sector(text, sector):
    found = INDIA.find_sector(text)
    assert (found and found.id) == sector


@pytest.mark.parametrize("language", ["en", "hi", "vi", "fa"])
def test_every_name_finds_its_own(language):
    for place in INDIA.places.values():
        assert INDIA.find_place(place.names.get(language)) == place
    for sector in INDIA.sectors.values():
        assert INDIA.find_sector(sector.names.get(language)) == sector


def test_longest_name_wins_over_its_parts():
    finder = Finder([("Delhi", "dl"), ("Delhi Road", "road")])
    assert finder.find("near delhi road") == {"road": 9}
    assert finder.find("delhi road in delhi") == {"road": 9, "dl": 5}


@given(st.text(max_size=60))
def test_any_text_is_searched_without_error(text):
    place = INDIA.find_place(text)
    assert place is None or place.id in INDIA.places
    INDIA.find_sector(text)


@given(st.sampled_from(sorted(INDIA.places)), st.sampled_from(["मैं {} में हूँ", "i am in {} now", "({})", "{}!"]))
def test_an_alias_inside_a_sentence(id, frame):
    for alias in INDIA.places[id].aliases:
        found = INDIA.find_place(frame.format(alias))
        assert found is not None
        assert found.id == id
