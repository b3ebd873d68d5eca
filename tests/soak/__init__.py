"""A long run of the whole observing part against hosts in trouble, judged against the truth."""
