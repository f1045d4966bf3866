"""The account rendered: text, Markdown, HTML, JSON."""
