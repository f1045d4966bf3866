from itertools import groupby

from accord.dossier.tellings import tellings_of
from accord.dossier.view import View, tie_passages
from accord.records import Dossier


def test_every_record_of_an_account_is_told_once(rich_dossier: Dossier) -> None:
    view = View(rich_dossier)
    for account in rich_dossier.accounts:
        told = list(tellings_of(account, view))
        numbers = {part: len({t.number for t in ts}) for part, ts in groupby(told, key=lambda t: t.part)}
        lone_lead = [f for f in account.lead if f not in account.facts + account.alone]
        assert numbers.get("fact", 0) == len(account.facts) + len(lone_lead)
        assert numbers.get("alone", 0) == len(account.alone)
        assert numbers.get("utterance", 0) == len(account.utterances)
        assert numbers.get("conflict", 0) == len(account.conflicts)
        assert numbers.get("moment", 0) == len(account.timeline)
        assert numbers.get("credit", 0) == len(account.credits)
        assert numbers.get("lineage", 0) == len(account.lineage.edges)
        wordings = sum(len(u.renderings) for u in account.utterances)
        assert sum(t.part == "utterance" for t in told) == wordings
        assert all(t.passages for t in told if t.part != "lineage")
        shown = {p for t in told if t.part == "lineage" for p in t.passages}
        assert shown == {p for e in account.lineage.edges for p in tie_passages(e)}
        assert all(1 <= t.origins <= t.articles for t in told)
