"""`sangam route`: where a case would go, and what is said of a name that the data do not have."""

from __future__ import annotations

import pytest

from jurisdictions import load
from sangam.cli import main


@pytest.fixture(autouse=True)
def served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGAM_JURISDICTIONS", "in,vn,ir")


def test_the_whole_way_of_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["route", "--topic", "accident", "--sector", "coal mine", "--place", "Dhanbad"]) == 0
    told = dict(line.split(":", 1) for line in capsys.readouterr().out.splitlines())
    told = {label: text.strip() for label, text in told.items()}
    india = load(["in"])["in"]
    assert told["work"] == "Mine, quarry or oil field"
    assert told["place"] == "Dhanbad, Jharkhand"
    assert told["vertical"].endswith("(dgms)")
    assert "(dgms), works on the desk" in told["office"]
    assert told["reason"] == india.rule_for("accident", "mine").reason["en"]
    assert told["law"] == "Occupational Safety, Health and Working Conditions Code 2020"
    assert told["contact"] == "https://dgms.gov.in"
    assert told["next level"] == "none"
    assert told["fallback"].endswith("(cpgrams)")
    assert told["never"] == "Labour Bureau, VVGNLI"
    assert "(esic); sees employer, place, accident_date, hospital, ip_number." in told["also"]


def test_names_in_the_officers_language(capsys: pytest.CaptureFixture[str]) -> None:
    topic = ["--jurisdiction", "vn", "--language", "vi", "--place", "Bình Dương", "--topic", "wages_unpaid"]
    assert main(["route", *topic]) == 0
    assert "Sở Nội vụ TP Hồ Chí Minh (so-noi-vu-hcm)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--topic", "wage_unpaid"], "no such topic: 'wage_unpaid'; did you mean wages_unpaid?"),
        (["--topic", "weather"], "no such topic: 'weather'"),
        (["--topic", "bonus", "--place", "Dhanbadd"], "no such place: 'Dhanbadd'; did you mean Dhanbad"),
        (["--topic", "bonus", "--place", "Aurangabad"], "did you mean Aurangabad (Bihar), Bihar or"),
        (
            ["--topic", "bonus", "--sector", "plantatoin"],
            "no such kind of work: 'plantatoin'; did you mean plantation?",
        ),
        (["--topic", "bonus", "--jurisdiction", "xx"], "no such jurisdiction: 'xx'; served are in, vn, ir"),
    ],
)
def test_near_names_for_what_is_unknown(asked: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["route", *asked]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
