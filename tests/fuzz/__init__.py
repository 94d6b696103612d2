"""A mutation fuzz: real notes, spoiled in every way, are indexed, asked and shown, and nothing may break.

``python -m tests.fuzz --seconds 600`` runs it for ten minutes; what it finds is written below ``fuzz-failures/``.
"""
