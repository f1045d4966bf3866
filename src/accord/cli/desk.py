"""The command that serves the desk."""

from __future__ import annotations

from typing import Annotated

import typer

from accord.cli.common import agency_table, say
from accord.cli.stores import opened


def desk(
    ctx: typer.Context,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Where to listen; elsewhere than on this machine, a token is asked for."
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=65535, help="0 takes any that is free.")
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A host name it is reached by, besides localhost; may be repeated."
        ),
    ] = None,
) -> None:
    """Serve the desk: the store as pages in a browser, until Ctrl-C.

    The token, where one is needed, is taken from the settings, else made anew and shown here.
    """
    import secrets

    from accord.api import create_api
    from accord.cli.watching import chosen_fetching
    from accord.library import Library
    from accord.settings import read_settings
    from accord.web import serve
    from accord.web.guard import is_loopback

    settings = read_settings()
    where = host or settings.desk.host
    token = settings.desk.token or None
    if token is None and not is_loopback(where):
        token = secrets.token_urlsafe(24)
        say(f"to log in, use this token: {token}")
    with opened(ctx) as store:
        library = Library(store, agencies=agency_table())
        serve(
            library,
            ctx.obj or settings.store_address,
            host=where,
            port=settings.desk.port if port is None else port,
            token=token,
            fetching=chosen_fetching(),
            hosts=(*settings.desk.names, *(name or ())),
            api=lambda workshop: create_api(library, workshop),
            ready=lambda url: say(f"the desk is at {url} (Ctrl-C ends it)"),
        )
