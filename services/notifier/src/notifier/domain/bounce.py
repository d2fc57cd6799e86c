"""What a mail server's word for a failure says of the address (RFC 3463)."""

FAULTS_OF_ADDRESSES = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox, no such domain, no address at all, moved away, a domain that takes no mail, a
mailbox that was closed. Everything else (full, too large, refused by a policy, unsaid) is about
this mail or this day: a suppression is for ever, so it takes a word that leaves no doubt."""


def is_fault_of_address(status: str | None) -> bool:
    """Whether the address itself is no good, and will not be."""
    return status in FAULTS_OF_ADDRESSES
