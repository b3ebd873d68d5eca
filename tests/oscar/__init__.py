"""A channel that nobody here wrote: a django-oscar shop (`shop`) and a connector (`channel`)."""
