"""The HTTP interface: everything the store has and takes, as JSON, described by OpenAPI."""

from accord.api.app import create_api
from accord.api.work import AtOnce, Worker

__all__ = ["AtOnce", "Worker", "create_api"]
