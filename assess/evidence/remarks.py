"""Findings on a file of millions of lines: of each rule the first place, and how often."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from assess.evidence.reading import Finding


@dataclass
class Remarks:
    """What is said of a file: the first finding of each rule, counted."""

    first: dict[str, Finding] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def say(self, finding: Finding, count: int = 1) -> None:
        """Remember a finding, of which there are ``count``; none where there are none."""
        if count:
            self.first.setdefault(finding.rule, finding)
            self.counts[finding.rule] = self.counts.get(finding.rule, 0) + count

    def __iter__(self) -> Iterator[Finding]:
        """Each rule's first finding, with how often it stands in the file."""
        for rule, finding in self.first.items():
            times = f"{self.counts[rule]} x" if self.counts[rule] > 1 else ""
            found = " ".join(part for part in (times, finding.found) if part)
            yield replace(finding, found=found)
