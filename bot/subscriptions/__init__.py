"""Subscriptions: filters, matching, requests in plain words, times of delivery."""
