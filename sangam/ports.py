"""Ports on this machine: is one free, which one is."""

from __future__ import annotations

import random
import socket
from dataclasses import replace
from pathlib import Path

from sangam.errors import SetupError
from sangam.settings import Settings, variable

FIRST = 20_000  # below it stand the ports that programs have by name

_given: set[int] = set()  # what this process has handed out: its owner may not listen yet


def _outgoing() -> int:
    """The first port that the system gives to outgoing connections (ip(7), ip_local_port_range)."""
    try:
        return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except (OSError, ValueError):
        return 32_768


def free() -> int:
    """A port of loopback for a server that starts in a moment, the same one never twice.

    Not one that the system may meanwhile give to an outgoing connection: such a port is free now and taken later.
    """
    end = _outgoing()
    if end < FIRST + 1_000:  # a system that leaves nothing between: better a port that may be lost than none
        end = 65_536
    for port in random.sample(range(FIRST, end), 200):
        if port not in _given and not taken("127.0.0.1", port):
            _given.add(port)
            return port
    raise SetupError("No port of this machine is free: stop some of its programs.")


def taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def require(host: str, port: int, variable: str) -> None:
    """SetupError, in one sentence, when the port cannot be had."""
    if taken(host, port):
        raise SetupError(
            f"Port {port} on {host} is taken by another program: stop it, or choose another with {variable}."
        )


def chosen(settings: Settings) -> Settings:
    """For everything on one machine: each port that is set must be free, inner ones that are not set are chosen."""

    def inner(name: str, port: int | None) -> int:
        if port:
            require("127.0.0.1", port, variable(name))
        return port or free()

    require(settings.host, settings.port, variable("port"))
    return replace(
        settings,
        rasa_port=inner("rasa_port", settings.rasa_port),
        actions_port=inner("actions_port", settings.actions_port),
        worker_port=inner("worker_port", settings.worker_port),
    )
