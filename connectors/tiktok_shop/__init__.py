"""TikTok Shop Partner API: only the signature so far; the channel isn't registered yet."""
