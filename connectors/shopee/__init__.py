"""Shopee Open Platform v2, local shops in Vietnam: declaration and pure conversations."""

from connectors.shopee.connector import CONNECTOR

__all__ = ["CONNECTOR"]
