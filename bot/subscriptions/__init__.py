"""What a chat is subscribed to: filters, matching, requests in plain words, times of delivery."""
