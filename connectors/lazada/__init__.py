"""Lazada Open Platform: only the signature so far; the channel isn't registered yet."""
