"""What can go wrong in a foreseeable way.

    AccordError
    ├── IngestError     an input could not be turned into articles
    ├── FetchError      a page or feed could not be fetched
    ├── SettingsError   a setting or an argument is not usable
    ├── AgreementError  an agreement file is not usable
    ├── GroupingError   a change to the stories that cannot be made
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


class FetchError(AccordError):
    """A page or feed could not be fetched, or may not be."""

    def __init__(
        self,
        location: str,
        reason: str,
        status: int | None = None,  # of HTTP, when there was an answer
        retry_after_s: float | None = None,  # the server's wish
        lasting: bool = False,  # asking again is of no use
    ) -> None:
        super().__init__(location, reason, status, retry_after_s, lasting)
        self.location = location
        self.reason = reason
        self.status = status
        self.retry_after_s = retry_after_s
        self.lasting = lasting

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}"


class SettingsError(AccordError):
    """A setting or an argument is not usable."""


class GroupingError(AccordError):
    """A change to the stories that cannot be made."""


class AgreementError(AccordError):
    """An agreement file is not usable; `place` is a path such as ``$.commitments[3].due``."""

    def __init__(self, location: str, place: str, reason: str, line: int | None = None) -> None:
        super().__init__(location, place, reason, line)  # all, to pickle
        self.location = location
        self.place = place
        self.reason = reason
        self.line = line  # counted from 1; None where it is not known

    def __str__(self) -> str:
        told = f"{self.location}: {self.place}: {self.reason}"
        return told if self.line is None or self.place.startswith("line ") else f"{told} (line {self.line})"


class StoreError(AccordError):
    """The store cannot be opened, read or written."""


class StoreBusy(StoreError):
    """Another process holds the store and did not let go in time."""


class NotStored(StoreError):
    """Nothing of that name is in the store."""
