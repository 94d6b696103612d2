"""Parsing of questions: intent, dates, authors, venues, categories, identifiers."""
