"""Indexing of notes into rows of the library: scan, read, deduplicate, chunk, embed."""
