"""The truth: what exists, is wanted, was dispatched and was seen."""
