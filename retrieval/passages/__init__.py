"""The passage of a paper that answers a question."""
