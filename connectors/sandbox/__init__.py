"""Simulated marketplaces (sàn mô phỏng): real HTTP servers as strict as the real ones.

They know nothing of the catalog or of the connectors that are tried against them.
"""

from connectors.sandbox.server import Sandbox
from connectors.sandbox.settings import SandboxSettings

__all__ = ["Sandbox", "SandboxSettings"]
