"""Simulated floor without an API (buudien.vn / Postmart pattern)."""

from connectors.sandbox.floor.app import build_app, tick

__all__ = ["build_app", "tick"]
