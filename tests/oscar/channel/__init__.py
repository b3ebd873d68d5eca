"""The channel's folder: one line in the registry's table adds it."""

from tests.oscar.channel.connector import OscarConnector

CONNECTOR = OscarConnector()
