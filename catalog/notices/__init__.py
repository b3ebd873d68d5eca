"""Notices (thông báo): who is told what, when, by which way, and how often it was a false alarm.

Problems are derived from incidents and differences, never kept beside them. A notice is one
problem for one person; a message carries some of them; a delivery is that message on one way.
"""

from catalog.notices.pruning import prune

__all__ = ["prune"]
