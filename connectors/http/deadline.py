"""One total limit for a request, from the first byte sent to the last byte read, and a size cap.

httpx limits each wait alone: a server that drips one byte a second would hold us for ever.
"""

import asyncio

import httpx


class TooLargeError(httpx.HTTPError):
    """The body outgrew the cap after decompression; it was not read further."""


async def exchange(
    client: httpx.AsyncClient, request: httpx.Request, *, seconds: float, most: int
) -> tuple[httpx.Response, bytes]:
    """Send and read the whole body within `seconds` and `most` bytes.

    Raises TimeoutError, TooLargeError or what the transport raises.
    """
    async with asyncio.timeout(seconds):
        response = await client.send(request, stream=True)
        try:
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > most:
                    raise TooLargeError(f"more than {most} bytes")
        finally:
            await response.aclose()
    return response, bytes(body)
