"""Pages and open data for three audiences: the public, producers, staff."""
