"""Runs contenders in turns, and makes a row of the table of what they did."""
import json
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass, field

from . import placement


class CaseFailed(Exception):
    """A request was refused, or a program ended badly: the numbers would mean nothing."""


def program(words):
    """Runs one of the C programs, and reads its line."""
    ended = subprocess.run(list(map(str, words)), capture_output=True, text=True)
    if ended.stderr:
        print(ended.stderr.strip()[:400], file=sys.stderr)
    if ended.returncode:
        raise CaseFailed(f"status {ended.returncode} of {' '.join(map(str, words))[:400]}")
    return json.loads(ended.stdout)


def in_turns(runs, contenders):
    """Each contender once, and all of that so often. `contenders` is name: a call that answers numbers by name; the
    answer is name: [numbers of each run]."""
    results = {name: [] for name in contenders}
    for _ in range(runs):
        for name, contender in contenders.items():
            results[name].append(contender())
    return results


def column(results, key):
    return [result[key] for result in results]


@dataclass
class Row:
    """A promise, and how it went. Exactly one of the limits is set, or none where nothing was promised:
    `most` and `least` for the ratio ours / theirs, `at_most` for ours alone. A ratio beyond `most` will do, too, if it
    is at most `most_of_floor` times the floor's own, such as raw SQLite's between the same two databases."""
    what: str
    ours: list
    unit: str
    place: str
    theirs: list = field(default_factory=list)
    peer: str = ""
    most: float | None = None
    least: float | None = None
    at_most: float | None = None
    floor: str = ""
    floor_ratios: list = field(default_factory=list)
    most_of_floor: float | None = None
    note: str = ""
    load: float = field(default_factory=placement.load_average)

    @property
    def ratios(self):
        """Of neighbours in time."""
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs) if theirs]

    @property
    def target(self):
        if self.most is not None:
            alternative = f", or ≤ {self.most_of_floor:g} × {self.floor}'s ratio" if self.floor_ratios else ""
            return f"≤ {self.most:g} × {self.peer}{alternative}"
        if self.least is not None:
            return f"≥ {self.least:g} × {self.peer}"
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {self.unit}"
        return ""

    @property
    def is_met(self):
        """None where nothing was promised or the peer is missing."""
        if self.at_most is not None:
            return statistics.median(self.ours) <= self.at_most
        if not self.ratios or (self.most is None and self.least is None):
            return None
        ratio = statistics.median(self.ratios)
        if self.floor_ratios and ratio <= self.most_of_floor * statistics.median(self.floor_ratios):
            return True
        return ratio <= self.most if self.most is not None else ratio >= self.least

    def json(self):
        return {**asdict(self), "target": self.target, "ratios": self.ratios, "met": self.is_met}
