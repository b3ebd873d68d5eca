"""The demo: the same program against simulated marketplaces, with a story that plays itself."""
