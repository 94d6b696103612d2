"""Handlers of updates, one module per task: each takes an update, asks the library and sends what a view returns."""
