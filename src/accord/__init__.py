"""Many reports in, one account out, every statement linked to the words that support it.

import accord
dossier = accord.brief(["reports/"])
for account in dossier.accounts:
    for fact in account.facts:
        print(fact.origins, dossier.exact(fact.statement))
print(accord.render(dossier, "md"))
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "brief", "render"]

if TYPE_CHECKING:
    from accord.dossier import render
    from accord.pipeline import brief


def __getattr__(name: str) -> Any:
    """Load the pipeline on first use: `accord --help` need not wait for the models."""
    if name == "brief":
        from accord.pipeline import brief

        return brief
    if name == "render":
        from accord.dossier import render

        return render
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
