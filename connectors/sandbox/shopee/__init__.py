"""Simulated Shopee Open Platform v2 (local shop in Vietnam)."""

from connectors.sandbox.shopee.app import build_app, tick

__all__ = ["build_app", "tick"]
