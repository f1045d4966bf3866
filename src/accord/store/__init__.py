"""What is kept: raw input, articles with their versions, readings, stories, accounts, corrections."""

from accord.store.opening import open_store
from accord.store.protocol import Store

__all__ = ["Store", "open_store"]
