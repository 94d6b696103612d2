"""From notes to rows of the library: scan, read, deduplicate, chunk, embed."""
