"""A django-oscar shop: third-party software, configured as its documents say."""
