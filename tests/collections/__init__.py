"""Measurement over real collections of notes; outside the tests, see README.md."""
