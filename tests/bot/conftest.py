"""Fixtures of all tests of the bot."""

import os

# python-telegram-bot warns at every time span until one opts in to timedeltas, as the bot itself does
os.environ["PTB_TIMEDELTA"] = "true"
