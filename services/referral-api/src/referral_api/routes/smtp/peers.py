"""Whose word about a mail counts: servers in networks that we are told of."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Peers:
    """Networks, such as 127.0.0.0/8."""

    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def of(cls, networks: str) -> Self:
        """Several with commas between; ValueError where one is none."""
        return cls(tuple(ip_network(each.strip()) for each in networks.split(",") if each))

    def include(self, peer: Any) -> bool:
        """Whether `peer`, as a transport names it, is in one of them."""
        if not peer:
            return False
        address = ip_address(str(peer[0]).partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in each for each in self.networks)
