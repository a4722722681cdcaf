"""Data that was checked before is taken as it was; a byte that changed, or damage, has it read anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jurisdictions import JurisdictionError, load
from jurisdictions import prepared as module
from jurisdictions.loader import ROOT
from jurisdictions.prepared import prepared


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "vn", tmp_path / "data/vn")
    return tmp_path / "data"


@pytest.fixture
def never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(module, "load", read)


def test_it_is_what_loading_gives(root: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    first = prepared(["vn"], tmp_path / "kept", root)
    request.getfixturevalue("never_read")
    again = prepared(["vn"], tmp_path / "kept", root)
    assert again == first == load(["vn"], root)
    assert again["vn"].find_place("Cần Thơ") == first["vn"].find_place("Cần Thơ") is not None
    assert again["vn"].effect("wages_unpaid") == first["vn"].effect("wages_unpaid")


def test_changed_data_are_read_and_the_old_go(root: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    prepared(["vn"], kept, root)
    file = root / "vn/jurisdiction.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("id: vn", "id: xx"), encoding="utf-8")
    with pytest.raises(JurisdictionError, match=r"jurisdiction\.yml"):
        prepared(["vn"], kept, root)
    file.write_text(file.read_text(encoding="utf-8").replace("id: xx", "id: vn") + "\n", encoding="utf-8")
    prepared(["vn"], kept, root)
    assert len(list(kept.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"not a pickle", b"\x80\x05."])
def test_what_is_damaged_is_made_anew(root: Path, tmp_path: Path, damage: bytes) -> None:
    prepared(["vn"], tmp_path / "kept", root)
    [file] = (tmp_path / "kept").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(damage)
    assert prepared(["vn"], tmp_path / "kept", root) == load(["vn"], root)
    assert file.read_bytes() != damage


def test_a_folder_that_cannot_be_written_to_is_no_hindrance(root: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    assert prepared(["vn"], tmp_path / "kept", root) == load(["vn"], root)
