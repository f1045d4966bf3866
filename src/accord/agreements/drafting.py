"""An agreement file proposed from reports."""
from collections.abc import Sequence
from accord.records import Agreement, Reading
def draft_agreement(readings: Sequence[Reading]) -> Agreement | None:
    return None
