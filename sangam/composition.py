"""The core put together from settings and keys."""

from __future__ import annotations

from grievances.core import Core
from grievances.errors import UnknownOffice
from grievances.store import Store, make_engine
from grievances.vault import Vault
from jurisdictions import JurisdictionError
from jurisdictions.prepared import prepared
from sangam.errors import SetupError
from sangam.keys import Keys
from sangam.settings import Settings


def make_core(settings: Settings, keys: Keys) -> Core:
    """The core on this deployment's database. SetupError when the data or the database do not hold together."""
    try:
        served = prepared(settings.jurisdictions, settings.var / "cache")
    except JurisdictionError as error:
        raise SetupError(f"The data of a jurisdiction is not right: {error}") from None
    store = Store(make_engine(settings.database))
    core = Core(store, Vault(keys.master_key, keys.index_key, keys.former), served)
    try:
        core.check_offices()
    except UnknownOffice as error:
        raise SetupError(str(error)) from None
    return core
