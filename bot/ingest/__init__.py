"""Ingestion of changed notes: watched folders, a pulled git repository."""
