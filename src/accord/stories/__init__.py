"""Which articles tell the same event."""

from accord.stories.grouping import group_articles
from accord.stories.sketches import Sketch, sketch
from accord.stories.stream import Grouping, StoryStream

__all__ = ["Grouping", "Sketch", "StoryStream", "group_articles", "sketch"]
