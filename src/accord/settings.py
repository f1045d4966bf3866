"""What can be set, read once: a settings file (TOML), then the environment over it.

The file is ``settings.toml`` in the user's configuration folder, or where ``ACCORD_SETTINGS``
says. A value of it is overridden by a variable of its name: ``ACCORD_STORE_ADDRESS`` for
``address`` under ``[store]``. ``ACCORD_STORE`` is short for that one.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from accord.errors import SettingsError

_NAME = "accord"


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[store]``"""

    address: str = ""  # empty: a file in the user's data folder


class FetchSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[fetch]``: what of `accord.fetch.Fetching` a user may set."""

    allow: tuple[str, ...] = ()  # hosts and networks that may be private: "news.intern", "10.1.0.0/16"
    contact: str = ""  # a page or an address that servers are told, as part of the User-Agent
    pause_s: float = 2.0  # between two requests to a host
    connect_s: float = 10.0
    silence_s: float = 20.0  # without one byte
    total_s: float = 60.0  # for one page


class CompareSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[compare]``"""

    agencies: str = ""  # a file to lie over the shipped table of agencies, in its form


class DeskSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[desk]``"""

    host: str = "127.0.0.1"
    port: int = 8030
    token: str = (
        ""  # empty: none is asked for on this machine, and one is made anew to be reached from others
    )
    names: tuple[str, ...] = ()  # host names it is reached by, besides localhost


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All sections. One who adds a section adds it here and to docs/commands.md."""

    store: StoreSettings = StoreSettings()
    fetch: FetchSettings = FetchSettings()
    compare: CompareSettings = CompareSettings()
    desk: DeskSettings = DeskSettings()

    @property
    def store_address(self) -> str:
        return self.store.address or f"sqlite:///{data_folder() / 'accord.sqlite'}"


def data_folder() -> Path:
    return platformdirs.user_data_path(_NAME, appauthor=False)


def settings_file(environment: Mapping[str, str] = os.environ) -> Path:
    named = environment.get("ACCORD_SETTINGS")
    return Path(named) if named else platformdirs.user_config_path(_NAME, appauthor=False) / "settings.toml"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings. Raises `SettingsError` that names the file or variable and what is wrong with it."""
    path = settings_file(environment)
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if "ACCORD_SETTINGS" in environment:
            raise SettingsError(f"{path}: there is no such settings file") from None
        raw = {}
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(f"{path}: the settings cannot be read ({exc})") from exc
    except tomllib.TOMLDecodeError as exc:
        raise SettingsError(f"{path}: this is no TOML ({exc})") from exc
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as exc:
        raise SettingsError(f"{path}: {exc}") from exc
    return _overridden(settings, environment)


def _overridden(settings: Settings, environment: Mapping[str, str]) -> Settings:
    given = {**environment}
    if "ACCORD_STORE" in given:
        given.setdefault("ACCORD_STORE_ADDRESS", given["ACCORD_STORE"])
    for section in Settings.__struct_fields__:
        current = getattr(settings, section)
        fields = {f.name: f for f in msgspec.structs.fields(type(current))}
        for name, field in fields.items():
            variable = f"ACCORD_{section}_{name}".upper()
            if variable not in given:
                continue
            value: Any = given[variable]
            listed = str(field.type).startswith(("tuple", "list", "typing.Tuple", "typing.List"))
            try:
                value = [v.strip() for v in value.split(",") if v.strip()] if listed else value
                converted = msgspec.convert(value, field.type, strict=False)
            except msgspec.ValidationError as exc:
                raise SettingsError(f"{variable}: {exc}") from exc
            current = msgspec.structs.replace(current, **{name: converted})
        settings = msgspec.structs.replace(settings, **{section: current})
    return settings
