"""What can be wrong with the data of a jurisdiction."""

from __future__ import annotations


class JurisdictionError(Exception):
    """The data cannot be used. The message is `<file>: <key>: <what is wrong>`."""
