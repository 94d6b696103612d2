"""From a question to ranked papers: legs, fusion, confidence, suggestions."""
