"""Bytes to articles: decoding, formats, labelled blocks, what an article states about itself."""

from accord.ingest.articles import Intake, Kind, Parsed, drop_duplicates, parse_input

__all__ = ["Intake", "Kind", "Parsed", "drop_duplicates", "parse_input"]
