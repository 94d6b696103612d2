"""Models that embed and rerank: the bundled one and those of a hub."""
