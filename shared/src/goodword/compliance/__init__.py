"""What the law says of a gift: allowed outside regulated industries, unknown inside them."""

from goodword.compliance.industries import is_regulated
from goodword.compliance.law import Decision, Law, Ruling, law_for

__all__ = ["Decision", "Law", "Ruling", "is_regulated", "law_for"]
