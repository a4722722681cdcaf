"""Ports on this machine: is one free, which one is."""

from __future__ import annotations

import socket
from dataclasses import replace

from sangam.errors import SetupError
from sangam.settings import Settings, variable


def free() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
