"""Where changed notes are noticed: watched folders, a pulled git repository."""
