"""Bytes to articles: decoding, formats, labelled blocks, what an article states about itself."""
