"""PaperCache Bot: a reader's message in, a reply out."""
