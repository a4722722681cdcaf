"""The command line: what goes wrong outside is one sentence and exit 1; accounts are made, listed and closed."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grievances import conversations, review, tokens, waiting
from grievances.conversations import Incoming
from grievances.models import ReviewItem
from sangam import keys, schema, settings
from sangam.cli import main
from sangam.composition import make_core
from sangam.environment import for_rasa
from sangam.errors import SetupError
from sangam.settings import ROOT, Settings


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A migrated deployment in a folder of its own, which the command line finds by the environment."""
    for name in list(os.environ):
        if name.startswith("SANGAM_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SANGAM_VAR", str(tmp_path))
    monkeypatch.setenv("SANGAM_JURISDICTIONS", "in")
    before = os.umask(0o022)
    try:
        assert main(["migrate"]) == 0
        yield settings.load()
    finally:
        os.umask(before)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "sangam", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run("serve", "--demo", SANGAM_VAR=str(tmp_path), SANGAM_PORT=port)
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} on 127.0.0.1 is taken by another program: "
        f"stop it, or choose another with SANGAM_PORT.\n"
    )  # fmt: skip
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("variable", ["SANGAM_RASA_PORT", "SANGAM_ACTIONS_PORT", "SANGAM_WORKER_PORT"])
def test_a_taken_inner_port_is_one_sentence(tmp_path: Path, variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run("serve", SANGAM_VAR=str(tmp_path), SANGAM_PORT="18765", **{variable: port})
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 is taken")
    assert variable in done.stderr


def test_a_wrong_setting_is_one_sentence() -> None:
    done = run("doctor", SANGAM_PORT="eight")
    assert (done.returncode, done.stderr) == (1, "SANGAM_PORT ('eight') must be a port, 1 to 65535.\n")


@pytest.mark.parametrize("role", ["rasa", "actions", "web", "worker"])
def test_a_role_alone_makes_nothing_and_says_what_is_missing(tmp_path: Path, role: str) -> None:
    done = run("serve", "--role", role, SANGAM_VAR=str(tmp_path / "var"))
    assert done.returncode == 1
    assert "bin/sangam migrate" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "var/keys").exists()
    assert not (tmp_path / "var/sangam.db").exists()


def test_there_is_no_account_until_one_is_made(
    deployment: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    core = make_core(deployment, keys.load(deployment))
    office = next(iter(core.jurisdictions["in"].offices))
    capsys.readouterr()
    assert main(["officer", "list"]) == 0
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery\n"))
    add = ["officer", "add", "Asha", "--name", "Asha Devi", "--jurisdiction", "in", "--office", office]
    assert main(add) == 0
    assert main(["officer", "list"]) == 0
    out = capsys.readouterr().out
    assert f"asha\tofficer\tin\t{office}\tAsha Devi" in out
    assert "horse" not in out
    assert main(["officer", "disable", "asha"]) == 0
    assert main(["officer", "list"]) == 0
    assert "disabled 20" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["officer", "add", "a", "--name", "A", "--jurisdiction", "in", "--office", "moon"], "no office 'moon'"),
        (["officer", "add", "a", "--name", "A", "--jurisdiction", "ir"], "jurisdiction 'ir'"),
        (["officer", "add", "a", "--name", "A", "--jurisdiction", "in"], "belongs to an office"),
        (["officer", "disable", "nobody"], "no officer 'nobody'"),
    ],
)
def test_what_does_not_fit_is_said(
    deployment: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], says: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery\n"))
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_the_database_is_closed_to_others(deployment: Settings) -> None:
    assert stat.S_IMODE((deployment.var / "sangam.db").stat().st_mode) == 0o600


def test_check_data(deployment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check-data"]) == 0
    assert "in: " in capsys.readouterr().out


def test_doctor_sees_a_key_that_others_can_read(deployment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    (keys.folder(deployment) / "master_key").chmod(0o644)
    assert main(["doctor"]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("wrong")]
    assert any("keys: others can read" in line for line in wrong)


def test_doctor_sees_an_old_schema(deployment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    (deployment.var / "sangam.db").unlink()
    with schema.connect(deployment) as connection:
        connection.exec_driver_sql("create table something (id integer)")
        connection.commit()
    assert main(["doctor"]) == 1
    assert "database: The database's schema is empty" in capsys.readouterr().out


def test_what_was_set_aside_is_told_and_taken_up(deployment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """A message that always fails is for people: doctor counts it, the command names it, without a word of it."""
    assert main(["unanswered"]) == 0
    assert "No message waits" in capsys.readouterr().out
    with make_core(deployment, keys.load(deployment)).unit() as unit:
        conversation = conversations.open_conversation(unit, "web", "a device")
        message, _ = conversations.receive(unit, conversation, "m1", Incoming("Qyzzaphone"))
        waiting.set_aside(unit, message, [])
    assert main(["doctor"]) == 1
    assert "1 could not be answered, see 'bin/sangam unanswered'" in capsys.readouterr().out
    assert main(["unanswered"]) == 0
    told = capsys.readouterr().out
    assert message.uid in told and conversation.id in told and "Qyzzaphone" not in told
    assert main(["unanswered", "--again"]) == 0
    assert "1 messages will be tried again" in capsys.readouterr().out
    main(["doctor"])
    assert "1 are waiting for their answer, none was given up" in capsys.readouterr().out


def test_nlu_eval_without_its_file(deployment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nlu-eval", "--cases", "nowhere.jsonl", "--out", "report.json"]) == 1
    assert "nowhere.jsonl" in capsys.readouterr().err


def test_rasa_is_told_nothing_of_the_database(deployment: Settings) -> None:
    secrets = keys.load(deployment)
    environment = {
        "PATH": "/bin", "SANGAM_DATABASE_URL": "postgresql://x", "SANGAM_MASTER_KEY": "m", "SANGAM_TELEGRAM_TOKEN": "t",
        "PGPASSWORD": "p", "HOME": "/home/somebody",
    }  # fmt: skip
    built = for_rasa(deployment, secrets, environment)
    assert {name for name in built if name.startswith("SANGAM_")} == {"SANGAM_NLU_SECRET", "SANGAM_ACTION_SECRET"}
    assert built["PATH"] == "/bin"
    assert "PGPASSWORD" not in built
    assert built["HOME"].startswith(str(deployment.var))
    assert "SANGAM_NLU_SECRET" not in for_rasa(deployment, environment=environment)


def test_the_demonstration_has_officers_whose_passwords_stay(deployment: Settings) -> None:
    from grievances import officers
    from sangam import demo

    core = make_core(deployment, keys.load(deployment))
    demo.prepare(deployment, core)
    path = demo.file(deployment)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = path.read_text()
    entries = json.loads(first)
    assert {entry["office"] for entry in entries if entry["role"] == "officer"} == {
        office.id for office in core.jurisdictions["in"].offices.values() if office.reach == "desk"
    }
    assert len({entry["password"] for entry in entries}) == len(entries)
    demo.prepare(deployment, core)
    assert path.read_text() == first
    with core.unit() as unit:
        officers.sign_in(unit, entries[0]["login"], entries[0]["password"])
    path.unlink()
    with pytest.raises(SetupError, match="the demonstration did not make"):
        demo.prepare(deployment, core)


def labelled(deployment: Settings, *about: tuple[str, str]) -> None:
    """Messages on the review list as a reviewer leaves them: (language, label)."""
    with make_core(deployment, keys.load(deployment)).unit() as unit:
        who = conversations.open_conversation(unit, "web", "device")
        who.consent_version = "1"
        unit.db.flush()
        for i, (language, intent) in enumerate(about):
            message, _ = conversations.receive(unit, who, str(i), Incoming("text"))
            wrapped, key = unit.vault.new_key()
            unit.db.add(ReviewItem(
                person_id=who.person_id, message_id=message.id, wrapped_key=wrapped, language=language, ranking=[],
                body=key.seal(f"message {i}", review.TEXT), jurisdiction="in", reason="unsure", chosen="bonus",
                state="labelled", label=intent, created_on=unit.now.date(),
            ))  # fmt: skip


def test_what_is_labelled_is_exported_once(
    deployment: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "reviewed.yml"
    export = ["review", "export", str(file)]
    assert main(export) == 0
    assert "Nothing is labelled" in capsys.readouterr().out and not file.exists()
    labelled(deployment, ("hi", "bonus"), ("fa", "leave"))
    assert main([*export, "--language", "hi"]) == 0
    assert "1 messages, 1 of them new" in capsys.readouterr().out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    hindi = "- intent: bonus\n  metadata: {language: hi}\n  examples: |\n    - message 0\n"
    assert file.read_text() == f'version: "3.1"\nnlu:\n{hindi}'
    assert main(export) == 1
    assert "is there already" in capsys.readouterr().err
    file.unlink()
    assert main(export) == 0, "what could not be written was not marked as exported"
    assert "intent: leave" in file.read_text() and "intent: bonus" not in file.read_text()
    assert main(["review", "export", str(tmp_path / "all.yml"), "--again"]) == 0
    everything = (tmp_path / "all.yml").read_text()
    assert everything.endswith(hindi) and "intent: leave" in everything
    assert main(["review", "export", str(tmp_path / "none" / "x.yml"), "--again"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_token_is_shown_once_listed_and_revoked(
    deployment: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    core = make_core(deployment, keys.load(deployment))
    office = next(iter(core.jurisdictions["in"].offices))
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery\n"))
    main(["officer", "add", "asha", "--name", "Asha", "--jurisdiction", "in", "--office", office])
    capsys.readouterr()
    assert main(["token", "add", "--officer", "Asha", "--name", "nightly export", "--days", "7"]) == 0
    out = capsys.readouterr().out
    secret = out.splitlines()[-1]
    assert secret.startswith("sangam_") and out.count(secret) == 1
    with core.reading() as unit:
        found = tokens.find(unit, secret)
        assert found and found.officer.login == "asha"
    assert main(["token", "list"]) == 0
    listed = capsys.readouterr().out
    assert re.fullmatch(rf"{found.id}\tasha\tuntil 20..-..-..\tnever used\tnightly export\n", listed)
    assert secret not in listed
    assert main(["token", "revoke", found.id]) == 0
    assert main(["token", "list"]) == 0
    assert "\trevoked 20" in capsys.readouterr().out
    with core.reading() as unit:
        assert tokens.find(unit, secret) is None
    for arguments, says in (
        (["add", "--officer", "nobody"], "no officer 'nobody'"), (["revoke", "x"], "no token 'x'"),
        (["add", "--officer", "asha", "--days", "0"], "lives 1 to"),
        (["add", "--officer", "asha", "--name", "a\nb"], "on one line"),
    ):  # fmt: skip
        assert main(["token", *arguments]) == 1
        error = capsys.readouterr().err
        assert says in error and error.count("\n") == 1
