"""Chinese and English text: terms, sentences, characters, YAML."""
