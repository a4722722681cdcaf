"""A private PostgreSQL cluster in a temporary directory, on a loopback port and a socket of its own.

PostgreSQL refuses to run as root; then the system's `postgres` user, which its package made, runs it.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sangam import ports

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "timezone": "UTC",
}


def programs() -> Path | None:
    """The folder of initdb and postgres: Debian keeps it off PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    return newest.parent if newest else None


class Cluster:
    def __init__(self, directory: Path, log: Path, port: int, user: str, run: Callable[..., None]) -> None:
        self.directory, self.log, self.port, self._user, self._control = directory, log, port, user, run

    def restart(self) -> None:
        """As an upgrade does it: every connection breaks off, whatever it is doing."""
        self._control("pg_ctl", "-l", str(self.log), "-m", "fast", "-w", "restart")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{self._user}@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        name = f"test_{uuid4().hex}"
        self._run("createdb", "-E", "UTF8", "-T", "template0", name)
        return name

    def drop_database(self, name: str) -> None:
        self._run("dropdb", "--force", name)

    def _run(self, program: str, *arguments: str) -> None:
        bin_ = programs()
        assert bin_
        host = ["-h", str(self.directory), "-p", str(self.port), "-U", self._user]
        subprocess.run([bin_ / program, *host, *arguments], check=True, capture_output=True, timeout=60)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a cluster for the length of the block; nothing of it is left afterwards."""
    bin_ = programs()
    if not bin_:
        raise RuntimeError("PostgreSQL's server is not installed")
    as_user: list[str] = []
    user = getpass.getuser()
    # Not pytest's temporary directory: its parents are closed to other users. Short, for the socket's path.
    directory = Path(tempfile.mkdtemp(prefix="sangam-pg-"))
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        user = account.pw_name
        as_user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        os.chown(directory, account.pw_uid, account.pw_gid)
    data, log = directory / "data", directory / "log"
    port = ports.free()

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(bin_ / program), "-D", str(data), *arguments]
        done = subprocess.run(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=120)  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    try:
        run("initdb", "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        run("pg_ctl", "-l", str(log), "-w", "-o", f"-p {port} -k {directory} {options}", "start")
        try:
            yield Cluster(directory, log, port, user, run)
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(directory, ignore_errors=True)
