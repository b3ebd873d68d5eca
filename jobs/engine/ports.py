"""Whether an address is free to listen on, said before anything is started."""

import errno
import socket
import sys
import time

from catalog.errors import ChoPhienError


class PortInUseError(ChoPhienError):
    """Another program listens where we want to."""

    code = "config_missing"


def is_free(host: str, port: int) -> bool:
    """True when we could listen on host:port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            # As servers do: an address in TIME_WAIT is free. On Windows it would mean "share".
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def free_port(host: str, after: int) -> int:
    """The first free port above `after`."""
    return next(port for port in range(after + 1, 65536) if is_free(host, port))


def wait_until_free(host: str, port: int, what_vi: str, option: str, seconds: float = 6.0) -> None:
    """Give a program that is just ending a moment; raise PortInUseError with advice after it."""
    end = time.monotonic() + seconds
    while not is_free(host, port):
        if time.monotonic() > end:
            raise PortInUseError(
                f"Cổng {port} ({what_vi}) đang có chương trình khác dùng. Nếu Chợ Phiên đang chạy "
                f"ở cửa sổ khác thì mở luôn địa chỉ đó; nếu không, chọn cổng khác: "
                f"chophien up {option} {free_port(host, port)}"
            )
        time.sleep(0.2)
