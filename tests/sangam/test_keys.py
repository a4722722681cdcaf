"""Keys: made once, closed to others, never replaced beside a database."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from sangam import keys
from sangam.errors import SetupError
from sangam.settings import Settings


@pytest.fixture
def deployment(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var")


def encoded(byte: int, size: int = 32) -> str:
    return base64.b64encode(bytes([byte]) * size).decode()


def test_made_at_the_first_start_for_the_owner_alone(deployment: Settings) -> None:
    before = os.umask(0)
    try:
        made = keys.load(deployment, make=True, environment={})
    finally:
        os.umask(before)
    place = keys.folder(deployment)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert sorted(path.name for path in place.iterdir()) == sorted(keys.NAMES)
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}
    assert len(made.master_key) == len(made.index_key) == 32
    assert made.master_key != made.index_key
    assert made.nlu_secret != made.action_secret
    assert keys.load(deployment, environment={}) == made


def test_a_role_alone_makes_none(deployment: Settings) -> None:
    with pytest.raises(SetupError, match="SANGAM_MASTER_KEY"):
        keys.load(deployment, environment={})
    assert not keys.folder(deployment).exists()


def test_the_environment_goes_before_the_files(deployment: Settings) -> None:
    environment = {f"SANGAM_{name.upper()}": encoded(number) for number, name in enumerate(keys.NAMES)}
    environment["SANGAM_FORMER_MASTER_KEYS"] = encoded(9)
    given = keys.load(deployment, environment=environment)
    assert given.master_key == bytes(32)
    assert given.former == (bytes([9]) * 32,)
    assert not keys.folder(deployment).exists()


@pytest.mark.parametrize("value", ["short", encoded(1, 16), "ключ", "=" * 44])
def test_a_bad_key_is_refused_and_not_shown(deployment: Settings, value: str) -> None:
    with pytest.raises(SetupError, match="SANGAM_INDEX_KEY must be 32 random bytes") as error:
        keys.load(deployment, make=True, environment={"SANGAM_INDEX_KEY": value})
    assert value not in str(error.value)


def test_a_file_that_others_can_read_is_refused(deployment: Settings) -> None:
    keys.load(deployment, make=True, environment={})
    path = keys.folder(deployment) / "index_key"
    path.chmod(0o640)
    assert keys.too_open(deployment) == [path]
    with pytest.raises(SetupError, match="chmod 600"):
        keys.load(deployment, environment={})


@pytest.mark.parametrize("name", ["master_key", "index_key"])
def test_a_lost_key_is_not_replaced_beside_its_database(deployment: Settings, name: str) -> None:
    keys.load(deployment, make=True, environment={})
    (deployment.var / "sangam.db").write_bytes(b"something")
    (keys.folder(deployment) / name).unlink()
    with pytest.raises(SetupError, match="bring the key back"):
        keys.load(deployment, make=True, environment={})


def test_nothing_secret_is_printed(deployment: Settings) -> None:
    made = keys.load(deployment, make=True, environment={})
    assert made.nlu_secret not in repr(made)
    assert repr(made.master_key) not in repr(made)
