"""Database revisions (Alembic), shipped with the package so that an installation can migrate."""

HEAD = "0013"
"""The newest revision; kept here so that an up-to-date database is seen without Alembic."""
