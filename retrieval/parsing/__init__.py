"""From a file's text to sections: HTML, Markdown, front matter, byline, summary, links."""
