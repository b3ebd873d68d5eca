"""The SSRF guard: every dress of a private address, and the socket as the last word."""

import asyncio
import socket
from collections.abc import Sequence

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from connectors.http.guard import AddressRefusedError, Guard, GuardedResolver, is_public

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:100.64.0.1", "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
    "::7f00:1", "2001::1", "2001:db8::1", "not-an-address", "",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "103.1.2.3", "2606:4700:4700::1111"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_no_mapping_makes_a_private_address_public(address: object) -> None:
    assert not is_public(str(address))
    assert not is_public(f"::ffff:{address}")
    assert not is_public(f"64:ff9b::{address}")


REFUSED = [
    "ftp://postmart.vn/x", "file:///etc/passwd", "http:///x", "//postmart.vn/", "http://[::1",
    "http://postmart.vn:8080/", "http://user:pw@postmart.vn/", "http://10.0.0.1/",
    "http://[::ffff:127.0.0.1]/", "http://evil.vn/", "http://postmart.vn.evil.vn/",
    "http://postmart.vn:99999/", "gopher://postmart.vn",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_addresses_off_the_list_are_refused(url: str) -> None:
    guard = Guard(hosts=["postmart.vn"], web_ports_only=True)
    with pytest.raises(AddressRefusedError):
        guard.check_url(url)


@pytest.mark.parametrize("url", ["http://postmart.vn/p/1", "https://POSTMART.VN:443/x?y=1"])
def test_addresses_on_the_list_pass(url: str) -> None:
    Guard(hosts=["postmart.vn"], web_ports_only=True).check_url(url)


def test_a_private_address_needs_its_port_on_the_list_too() -> None:
    guard = Guard(allowed=["127.0.0.1:8771"], hosts=[])
    guard.check_url("http://127.0.0.1:8771/api")
    guard.check_address("127.0.0.1", 8771)
    for url in ("http://127.0.0.1:8772/", "http://127.0.0.1/", "http://localhost:8771/"):
        with pytest.raises(AddressRefusedError):
            guard.check_url(url)
    with pytest.raises(AddressRefusedError):
        guard.check_address("127.0.0.1", 22)


def test_the_socket_itself_is_refused() -> None:
    guard = Guard()
    kind = socket.SOCK_STREAM
    with pytest.raises(AddressRefusedError):
        guard.open_socket((socket.AF_INET, kind, 6, "", ("192.168.0.7", 443)))
    opened = guard.open_socket((socket.AF_INET, kind, 6, "", ("8.8.8.8", 443)))
    opened.close()


class FixedResolver(AbstractResolver):
    """Answers every name with the same addresses, as a hostile name server may."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=6, flags=0)
            for one in self._addresses
        ]

    async def close(self) -> None:
        return None


def resolved(*addresses: str) -> list[str]:
    async def whole() -> list[str]:
        resolver = GuardedResolver(Guard(), lambda: FixedResolver(addresses))
        found = await resolver.resolve("postmart.vn", 443)
        await resolver.close()
        return [one["host"] for one in found]

    return asyncio.run(whole())


def test_names_that_lead_inside_are_refused() -> None:
    assert resolved("8.8.8.8", "127.0.0.1") == ["8.8.8.8"]
    with pytest.raises(AddressRefusedError):
        resolved("10.0.0.1", "::1")
