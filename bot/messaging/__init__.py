"""Messaging, the one way out to Telegram: send, edit, fall back to a simpler form, judge its errors."""
