"""What can go wrong in a foreseeable way.

    AccordError
    ├── IngestError     an input could not be turned into articles
    ├── SettingsError   a setting or an argument is not usable
    ├── GroupingError   a change to the stories that cannot be made
    ├── NothingToTell   no article was left to make a dossier of
    └── StoreError      the store cannot be opened, read or written
        ├── StoreBusy   another process holds it; later it may work
        └── NotStored   nothing of that name is in it

Everything else that is raised is a bug and is meant to be seen.
"""


class AccordError(Exception):
    """Base of all errors that a user can cause and mend."""


class IngestError(AccordError):
    """An input could not be turned into articles."""

    def __init__(self, location: str, reason: str) -> None:
        super().__init__(location, reason)  # both, to pickle
        self.location = location
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}"


class SettingsError(AccordError):
    """A setting or an argument is not usable."""


class GroupingError(AccordError):
    """A change to the stories that cannot be made."""


class NothingToTell(AccordError):
    """No article was left to make a dossier of."""


class StoreError(AccordError):
    """The store cannot be opened, read or written."""


class StoreBusy(StoreError):
    """Another process holds the store and did not let go in time."""


class NotStored(StoreError):
    """Nothing of that name is in the store."""
