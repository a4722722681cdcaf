"""Settings: defaults, what each variable takes, and errors that name the variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from sangam import settings
from sangam.errors import SetupError


def test_without_any_variable_all_runs_here_on_sqlite() -> None:
    made = settings.load({})
    assert (made.host, made.port, made.url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert made.jurisdictions == ("in", "vn", "ir")
    assert made.sqlite_file == settings.ROOT / "var" / "sangam.db"
    assert made.rasa == ("http://127.0.0.1:5005",)
    assert made.actions_url == "http://127.0.0.1:5055"
    assert not made.demo


def test_an_empty_variable_is_unset() -> None:
    assert settings.load({"SANGAM_PORT": "  ", "SANGAM_DATABASE_URL": ""}) == settings.load({})


def test_values(tmp_path: Path) -> None:
    made = settings.load(
        {
            "SANGAM_PORT": "8181",
            "SANGAM_VAR": str(tmp_path),
            "SANGAM_JURISDICTIONS": "vn, in,vn",
            "SANGAM_DATABASE_URL": "postgres://sangam:x@db/sangam",
            "SANGAM_RASA_URLS": "http://one:5005/ http://two:5005",
            "SANGAM_PUBLIC_URL": "https://help.example.org/",
        }
    )
    assert made.port == 8181
    assert made.jurisdictions == ("vn", "in")
    assert made.database == "postgresql+psycopg://sangam:x@db/sangam"
    assert made.sqlite_file is None
    assert made.rasa == ("http://one:5005", "http://two:5005")
    assert made.url == "https://help.example.org"
    assert made.logs == tmp_path / "log"


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("SANGAM_PORT", "80a", "'80a'"),
        ("SANGAM_PORT", "70000", "1 to 65535"),
        ("SANGAM_PORT", "८०००", "must be a port"),
        ("SANGAM_JURISDICTIONS", "in,fr", "not fr"),
        ("SANGAM_JURISDICTIONS", ",", "must be a list"),
        ("SANGAM_DATABASE_URL", "mysql://x", "postgresql://"),
        ("SANGAM_PUBLIC_URL", "help.example.org", "http://"),
        ("SANGAM_SESSION_RATE", "0", "1 or more"),
        ("SANGAM_DEMO", "maybe", "yes or no"),
    ],
)
def test_an_error_names_the_variable(variable: str, value: str, says: str) -> None:
    with pytest.raises(SetupError) as error:
        settings.load({variable: value})
    assert str(error.value).startswith(variable)
    assert says in str(error.value)


def test_no_error_shows_a_password() -> None:
    with pytest.raises(SetupError) as error:
        settings.load({"SANGAM_DATABASE_URL": "mysql://sangam:pass-word@db/x"})
    assert "pass-word" not in str(error.value)
    url = "postgresql://sangam:pass-word@db/x"
    assert "pass-word" not in repr(settings.load({"SANGAM_DATABASE_URL": url}))


def test_every_setting_is_described() -> None:
    rows = settings.described()
    assert len(rows) == len({variable for variable, _, _ in rows})
    assert all(variable.startswith("SANGAM_") and what for variable, _, what in rows)
