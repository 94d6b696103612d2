"""The commands of ``papercache``, one function each; :mod:`bot.cli` gives them their names."""
