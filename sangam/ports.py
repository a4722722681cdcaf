"""Ports on this machine: is one free, which one is."""

from __future__ import annotations

import socket

from sangam.errors import SetupError


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
