"""Viet Nam: the right office after the reforms of 2025, and places as people write them, old names included."""

from __future__ import annotations

import pytest

from jurisdictions import load
from jurisdictions.finder import words_of

VN = load(["vn"])["vn"]
# Provinces that were merged in July 2025 (Hà Tây: in 2008), under the one they are part of now.
MERGED = {
    "ha_noi": ["Hà Tây"], "tuyen_quang": ["Hà Giang"], "lao_cai": ["Yên Bái"], "thai_nguyen": ["Bắc Kạn"],
    "bac_ninh": ["Bắc Giang"], "phu_tho": ["Vĩnh Phúc", "Hòa Bình"], "hai_phong": ["Hải Dương"],
    "hung_yen": ["Thái Bình"], "ninh_binh": ["Hà Nam", "Nam Định"], "quang_tri": ["Quảng Bình"],
    "da_nang": ["Quảng Nam"], "quang_ngai": ["Kon Tum"], "gia_lai": ["Bình Định"], "khanh_hoa": ["Ninh Thuận"],
    "dak_lak": ["Phú Yên"], "lam_dong": ["Đắk Nông", "Bình Thuận"], "dong_nai": ["Bình Phước"],
    "ho_chi_minh": ["Bình Dương", "Bà Rịa - Vũng Tàu"], "tay_ninh": ["Long An"], "dong_thap": ["Tiền Giang"],
    "vinh_long": ["Bến Tre", "Trà Vinh"], "an_giang": ["Kiên Giang"], "can_tho": ["Sóc Trăng", "Hậu Giang"],
    "ca_mau": ["Bạc Liêu"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("topic", "sector", "place", "office"),
    [
        ("pf_claim_delay", None, "ho_chi_minh", "bhxh-hcm"),
        ("pf_not_deposited", "hired", "ca_mau", "bhxh-ca-mau"),
        ("pf_withdrawal", None, None, "bhxh"),
        ("maternity_benefit", None, "ha_noi", "bhxh-hn"),
        ("wages_unpaid", None, "dong_nai", "so-noi-vu-dong-nai"),
        ("dismissal", "hired", "an_giang", "so-noi-vu-an-giang"),
        ("overtime", None, None, "so-noi-vu"),
        ("accident", "hired", "bac_ninh", "so-noi-vu-bac-ninh"),
        ("accident", "self_employed", "bac_ninh", "ubnd-xa"),
        ("unsafe_workplace", "self_employed", None, "ubnd-xa"),
        ("unsafe_workplace", None, "hai_phong", "so-noi-vu-hai-phong"),
        ("sexual_harassment", "hired", "ho_chi_minh", "cong-doan-hcm"),
        ("union_rights", None, "lai_chau", "cong-doan-lai-chau"),
        ("welfare_scheme", None, None, "cong-doan"),
        ("unemployment_benefit", None, "da_nang", "dich-vu-viec-lam-da-nang"),
        ("job_training", None, "abroad", "dich-vu-viec-lam"),
        ("overseas_migrant_work", None, "abroad", "lao-dong-ngoai-nuoc"),
        ("corruption", None, "hue", "thanh-tra"),
        ("forced_child_labour", None, "can_tho", "so-noi-vu-can-tho"),
    ],
)
def test_routes(topic, sector, place, office):
    assert VN.office_for(VN.rule_for(topic, sector, place).vertical, place).id == office


def test_every_province_has_its_offices():
    provinces = [id for id, place in VN.places.items() if place.parent is None and id != "abroad"]
    assert len(provinces) == 34
    for vertical in ("home_affairs", "bhxh", "union", "employment_centre", "mediator", "arbitration", "court"):
        assert all(VN.office_for(vertical, id).places == (id,) for id in provinces)


def test_the_office_above_a_decision_is_another_one():
    assert VN.offices["bhxh-an-giang"].parent == "bhxh-vn"
    # Employment Law 74/2025/QH15, art. 51: after the centre, the head of Sở Nội vụ.
    assert VN.offices["dich-vu-viec-lam"].parent == "so-noi-vu"


def test_a_filed_case_meets_an_officer():
    """Where the place is not known, every route ends on the desk; and the desk stays small enough to show."""
    for topic, rules in VN.routing.items():
        for rule in rules:
            assert VN.office_for(rule.vertical).reach == "desk", topic
    assert sum(office.reach == "desk" for office in VN.offices.values()) <= 25


@pytest.mark.parametrize(("now", "old"), [(now, old) for now, olds in MERGED.items() for old in olds])
def test_old_provinces(now, old):
    for text in (old, " ".join(words_of(old)), f"em làm ở {old} ạ", f"cong ty o {' '.join(words_of(old))}"):
        found = VN.find_place(text)
        assert found, text
        assert found.id == now, text


def test_sixty_three_provinces():
    assert 34 + sum(map(len, MERGED.values())) - 1 == 63


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("TP.HCM", "ho_chi_minh"),
        ("tphcm", "ho_chi_minh"),
        ("sg", "ho_chi_minh"),
        ("em làm ở sg", "ho_chi_minh"),
        ("sài gòn", "ho_chi_minh"),
        ("quan 12 tphcm", "ho_chi_minh"),
        ("thu duc", "ho_chi_minh"),
        ("BR-VT", "ho_chi_minh"),
        ("vung tau", "ho_chi_minh"),
        ("kcn Sóng Thần, Bình Dương", "ho_chi_minh"),
        ("tx Thuận An tỉnh Bình Dương", "ho_chi_minh"),
        ("xa lộ Hà Nội", "ho_chi_minh"),
        ("hn", "ha_noi"),
        ("ha noi", "ha_noi"),
        ("ở Đông Anh, Hà Nội", "ha_noi"),
        ("hà tây cũ", "ha_noi"),
        ("biên hoà", "dong_nai"),
        ("Đắc Lắc", "dak_lak"),
        ("daklak", "dak_lak"),
        ("buon me thuot", "dak_lak"),
        ("quy nhon", "gia_lai"),
        ("rach gia", "an_giang"),
        ("Đà Nẵng", "da_nang"),
        ("dạ Đà Nẵng ạ", "da_nang"),
        ("em o da nang", "da_nang"),
        ("tỉnh Cao Bằng", "cao_bang"),
        ("Can Tho", "can_tho"),
        ("tp cần thơ", "can_tho"),
        ("Huế", "hue"),
        ("thua thien hue", "hue"),
        ("làm ở gia lai", "gia_lai"),
        ("quê Thanh Hóa, vào làm ở Long An", "tay_ninh"),
        ("que em nghe an, em lam viec o ha noi", "ha_noi"),
        ("em đi làm bên Đài Loan", "abroad"),
        ("em o nhat ban", "abroad"),
        ("Hàn Quốc", "abroad"),
        ("cty Đài Loan ở Tân Uyên", "ho_chi_minh"),
        ("em o vinh phuc", "phu_tho"),
        ("Vinh", "nghe_an"),
        ("Hanoi me kaam karta hu", "ha_noi"),
        ("हनोई", "ha_noi"),
        ("در هانوی کار می‌کنم", "ha_noi"),
    ],
)
def test_find_place(text, place):
    found = VN.find_place(text)
    assert (found and found.id) == place


@pytest.mark.parametrize(
    "text",
    [
        "cong ty da nang luong ma khong tra",  # đã nâng lương
        "cong ty dang can tho may",  # cần thợ may
        "em lam phu tho ho 3 nam",  # phụ thợ hồ
        "ho danh gia lai roi cat thuong",  # đánh giá lại
        "em lam dong goi o xuong",  # làm đóng gói
        "công ty đóng thấp hơn lương thật",
        "lương không cao bằng người mới",
        "ký túc xá có hai phòng vệ sinh",
        "trưa em đi ăn cơm bị trừ lương",
        "em làm bên cắt",
        "nó cầm con dao dọa em",
        "anh Sơn là tổ trưởng",
        "chị Huệ nói vậy",
        "dong da 5 nam chua duoc gi",  # đóng đã 5 năm
        "gia lam them gio bao nhieu",  # giá làm thêm giờ
        "em can duoc giup",  # cần được
        "di nghe an toan lao dong",  # nghe an toàn
        "hoi an toan lao dong o dau",  # hỏi an toàn
        "lương bình quân 6 tháng",
        "em làm bên hàn 2 năm",
        "chu khong tra tien du",  # tiền đủ
        "nợ tiền hai tháng",
        "chi Linh to truong noi",
        "chuyen sang han tu dong",
        "người nước ngoài làm ở đây",
        "thẻ bảo hiểm là gì",
        "làm từ thứ hai đến chủ nhật",
        "đòi ba lần rồi",
        "5 mahine ho hue paisa nahi aaya",
        "hn em nghỉ ốm",  # hôm nay
        "mã đơn SG-4821",
        "",
    ],
)
def test_no_place_where_none_is_said(text):
    assert VN.find_place(text) is None


@pytest.mark.parametrize("language", ["en", "hi", "vi", "fa"])
def test_every_name_finds_its_own(language):
    for place in VN.places.values():
        assert VN.find_place(place.names.get(language)) == place
    for sector in VN.sectors.values():
        assert VN.find_sector(sector.names.get(language)) == sector


@pytest.mark.parametrize("frame", ["em đang làm ở gần {} đó anh", "em o {} ạ", "({})", "{}!"])
def test_an_alias_inside_a_sentence(frame):
    for place in VN.places.values():
        for alias in place.aliases:
            assert VN.find_place(frame.format(alias)) == place, alias


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("công ty may", "factory"),
        ("cty chua ky hop dong", "hired"),
        ("làm công ty nhưng không có hợp đồng", "hired"),
        ("xưởng", "factory"),
        ("vừa xuống ca thì bị ngã", None),
        ("em bán vé số", "self_employed"),
        ("em chạy grab", "platform"),
        ("giup viec nha", "domestic"),
        ("viên chức trường công lập", "government"),
        ("thợ hồ", "construction"),
        ("làm cho hộ kinh doanh", "household"),
        ("đi xkld đài loan", "abroad"),
        ("lao dong tu do", "self_employed"),
        ("tự làm", "self_employed"),
        ("bị đau từ làm ca đêm", None),
        ("tự làm cho mình, không có chủ thuê", "self_employed"),
    ],
)
def test_find_sector(text, sector):
    found = VN.find_sector(text)
    assert (found and found.id) == sector


def test_emergency_lines():
    assert [line.number for line in VN.emergency_lines()][:5] == ["115", "113", "114", "112", "111"]
    assert "111" in {line.number for line in VN.helplines_for("forced_child_labour")}
    assert {line.id for line in VN.helplines_for("corruption", "ho_chi_minh")} == {"hcmc_1022"}
    assert VN.helplines_for("corruption", "ha_noi") == ()


def test_a_weekend_of_two_days():
    assert VN.zone.key == "Asia/Ho_Chi_Minh"
    assert VN.weekend == {5, 6}
