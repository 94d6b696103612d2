"""What a question asks for: intent, dates, authors, venues, categories, identifiers."""
