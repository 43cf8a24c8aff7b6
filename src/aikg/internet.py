"""Where a host name leads, decided once: the connection then goes to the very address that was looked at."""

from __future__ import annotations

import ipaddress
import socket


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and no way into a private network.

    >>> public("1.1.1.1"), public("127.0.0.1"), public("::ffff:10.0.0.1")
    (True, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return bool(ip.is_global and inner.is_global and not inner.is_multicast)


def addresses(host: str) -> list[str]:
    """The IP addresses of a host, sorted.

    Raises:
        OSError, UnicodeError: it has none.
    """
    return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})


def literal(host: str) -> bool:
    """Whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
