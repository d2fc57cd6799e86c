"""What was measured, as a table of ratios."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """Rows of a number, its reference of the same run, and the target."""

    rows: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def rate(self, what: str, ours: float, reference: float, target: float) -> None:
        """Per second: ours should be at least `target` times the reference."""
        ratio = ours / reference
        word = "met" if ratio >= target else "MISSED"
        row = (
            what,
            f"{ours:,.0f}/s",
            f"{reference:,.0f}/s",
            f"{ratio:.2f} x",
            f">= {target} {word}",
        )
        self._add(row)

    def cost(self, what: str, ours_s: float, reference_s: float, target: float) -> None:
        """CPU for one, ours included with all that is the server's; as `rate` where CPU is all that
        there is to run out of."""
        ratio = reference_s / ours_s
        word = "met" if ratio >= target else "MISSED"
        shown = (f"{ours_s * 1e6:,.0f} us", f"{reference_s * 1e6:,.0f} us")
        self._add((what, *shown, f"{ratio:.2f} x", f">= {target} {word}"))

    def latency(self, what: str, ours_s: float, reference_s: float, target: float) -> None:
        """Ours should be at most `target` times the reference."""
        ratio = ours_s / reference_s
        word = "met" if ratio <= target else "MISSED"
        shown = (f"{ours_s * 1000:.1f} ms", f"{reference_s * 1000:.1f} ms")
        self._add((what, *shown, f"{ratio:.2f} x", f"<= {target} {word}"))

    def size(self, what: str, mib: float, target: float) -> None:
        """Resident memory, in MiB."""
        word = "met" if mib <= target else "MISSED"
        self._add((what, f"{mib:.0f} MiB", "-", "-", f"<= {target} {word}"))

    def growth(self, what: str, mib: float, target: float) -> None:
        """By how much resident memory grew, in MiB."""
        word = "met" if mib <= target else "MISSED"
        self._add((what, f"{mib:+.0f} MiB", "-", "-", f"<= {target} {word}"))

    def _add(self, row: tuple[str, str, str, str, str]) -> None:
        self.rows.append(row)
        print(" | ".join(row), flush=True)

    def show(self) -> None:
        """All rows, below each other."""
        head = ("what", "ours", "reference", "ratio", "target")
        widths = [max(len(row[n]) for row in (head, *self.rows)) for n in range(len(head))]
        print()
        for row in (head, tuple("-" * width for width in widths), *self.rows):
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
