"""CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, no reflection, no final xor."""

import binascii


def crc16(data: bytes) -> str:
    """Four upper-case hex digits; `123456789` gives `29B1`."""
    return f"{binascii.crc_hqx(data, 0xFFFF):04X}"
