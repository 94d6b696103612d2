"""Lists of papers: the lines of bulleted lists, tables and headings of a page, and the paper that each names."""
