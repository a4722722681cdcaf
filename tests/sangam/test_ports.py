"""A port handed out is still there when its server starts."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from sangam import ports


def test_a_free_port_is_not_given_twice() -> None:
    given = [ports.free() for _ in range(300)]
    assert len(set(given)) == 300


def test_no_outgoing_connection_takes_a_port_that_was_handed_out() -> None:
    first, last = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    for port in (ports.free() for _ in range(100)):
        assert not first <= port <= last


def test_a_port_that_somebody_listens_on_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", ports.free())) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(ports.random, "sample", lambda ports, number: [taken, taken + 1])
        assert ports.free() == taken + 1
