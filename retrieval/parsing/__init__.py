"""Parsing of a file's text into sections: HTML, Markdown, front matter, byline, summary, links."""
