"""The desk: the pages that people keep open, made of what the store has."""

from accord.web.app import make_app, serve

__all__ = ["make_app", "serve"]
