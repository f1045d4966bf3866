"""Which articles tell the same event."""

from accord.stories.grouping import Grouping, group_articles

__all__ = ["Grouping", "group_articles"]
