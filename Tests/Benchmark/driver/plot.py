"""Latency against rows as SVG, both axes logarithmic."""
import math
import statistics
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 960, 600
LEFT, RIGHT, TOP, BOTTOM = 80, 290, 50, 60
COLOURS = ["#1b6ca8", "#d1495b", "#2e8b57", "#b8860b", "#6a4c93", "#00798c", "#8d5524", "#5f6f52", "#c0578f", "#333333"]


class Axis:
    """From numbers to places, by their logarithm."""

    def __init__(self, values, start, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(self.low + 1, math.ceil(math.log10(max(values))))
        self.start, self.end = start, end

    def place(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def duration(microseconds):
    if microseconds >= 1e6:
        return f"{microseconds / 1e6:g} s"
    return f"{microseconds / 1e3:g} ms" if microseconds >= 1e3 else f"{microseconds:g} µs"


def text(x, y, words, anchor="start", size=13, colour="#222", more=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}" {more}>'
            f"{escape(words)}</text>")


def grid(across, up):
    for value in up.ticks():
        y = up.place(value)
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
        yield text(LEFT - 8, y + 4, duration(value), "end")
    for value in across.ticks():
        x = across.place(value)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        yield text(x, HEIGHT - BOTTOM + 20, f"{value:,.0f}", "middle")


def spaced(places, gap):
    """The same places, apart far enough for a label each."""
    result = []
    for place in places:
        result.append(max(place, result[-1] + gap) if result else place)
    overhang = max(0.0, result[-1] - (HEIGHT - BOTTOM)) if result else 0.0
    return [place - overhang for place in result]


def plot(table):
    """`table` is name: {rows: [µs of each run]}."""
    medians = {name: {size: statistics.median(values) for size, values in sorted(results.items())}
               for name, results in table.items()}
    across = Axis([size for results in medians.values() for size in results], LEFT, WIDTH - RIGHT)
    up = Axis([value for results in medians.values() for value in results.values()], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        text(LEFT, 28, "Latency of one request at a time against the size of the database (median)", size=16),
        *grid(across, up),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, "tasks in the database (and three results for each)", "middle"),
        text(0, 0, "p50", "middle", more=f'transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)"'),
    ]
    # Labels stand at the lines' ends, in the order of those.
    ordered = sorted(medians, key=lambda name: up.place(medians[name][max(medians[name])]))
    ends = [up.place(medians[name][max(medians[name])]) for name in ordered]
    for number, (name, label) in enumerate(zip(ordered, spaced(ends, 17))):
        colour = COLOURS[number % len(COLOURS)]
        dashes = "" if number < len(COLOURS) else ' stroke-dasharray="6 3"'
        points = [(across.place(size), up.place(value)) for size, value in medians[name].items()]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(f'<line x1="{x + 4:.1f}" y1="{y:.1f}" x2="{x + 16:.1f}" y2="{label:.1f}" stroke="{colour}"/>')
        parts.append(text(x + 20, label + 4, f"{name}, {duration(float(f'{medians[name][max(medians[name])]:.3g}'))}",
                          colour=colour))
    return "\n".join(parts + ["</svg>", ""])
