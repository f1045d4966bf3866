"""The articles of one story held against each other: utterances, facts, conflicts, credits, lineage."""
