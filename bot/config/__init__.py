"""Settings: what they are, how they are read, and the secrets beside them."""
