"""The digest as a mail to be opened, looked at and sent by a mail program (RFC 5322, MIME)."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from accord.digests import labels
from accord.digests.news import Digest
from accord.digests.to_html import render_html
from accord.digests.to_markdown import render_markdown


def render_mail(digest: Digest, *, base: str = "") -> str:
    """A draft without addressees: as plain text, and as HTML that fetches nothing. Lines end in CR LF.

    The same digest gives the same mail.
    """
    text = render_markdown(digest, base=base)
    page = render_html(digest, base=base)
    told = hashlib.sha256(page.encode()).hexdigest()[:32]
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = labels.title(digest)
    mail["From"] = f"{labels.SENDER} <accord@localhost>"
    mail["Date"] = format_datetime(digest.until)
    mail["Message-ID"] = f"<{told}@accord.invalid>"
    mail["X-Unsent"] = "1"  # mail programs open it as a draft
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{told}")
    return mail.as_bytes().decode("ascii")
