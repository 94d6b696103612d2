"""Ranking of papers for a question: legs, fusion, confidence, suggestions."""
