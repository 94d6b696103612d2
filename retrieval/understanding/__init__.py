"""The parts of a question that demand something exact: topics, venues, periods, identifiers, the wish for a list."""
