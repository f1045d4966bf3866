"""What can go wrong in a foreseeable way.

    AccordError
    ├── IngestError     an input could not be turned into articles
    ├── SettingsError   a setting or an argument is not usable
    ├── AgreementError  an agreement file is not usable
    └── NothingToTell   no article was left to make a dossier of

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


class AgreementError(AccordError):
    """An agreement file is not usable; `place` is a path such as ``$.commitments[3].due``."""

    def __init__(self, location: str, place: str, reason: str) -> None:
        super().__init__(location, place, reason)  # all, to pickle
        self.location = location
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.location}: {self.place}: {self.reason}"


class NothingToTell(AccordError):
    """No article was left to make a dossier of."""
