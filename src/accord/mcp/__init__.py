"""The store for an assistant: search, story, quotations and evidence as tools (Model Context Protocol)."""

from accord.mcp.server import create_server, serve

__all__ = ["create_server", "serve"]
