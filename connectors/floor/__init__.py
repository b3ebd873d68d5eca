"""Floors without an API (buudien.vn and its like): packs for a person to upload, pages to read."""

from connectors.floor.connector import CONNECTOR

__all__ = ["CONNECTOR"]
