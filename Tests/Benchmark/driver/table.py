"""Rows as Markdown."""
import statistics


def number(value):
    if value >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values, unit=""):
    """Median, and the least and the most in brackets."""
    if not values:
        return "–"
    text = number(statistics.median(values)) + (f" {unit}" if unit and unit != "/s" else unit)
    return text if len(values) == 1 else f"{text} ({number(min(values))}–{number(max(values))})"


def ratio(row):
    if not row.floor_ratios:
        return ratios(row.ratios)
    return f"{ratios(row.ratios)}; {row.floor} {ratios(row.floor_ratios)}"


def ratios(values):
    if not values:
        return "–"
    text = f"{statistics.median(values):.2f}"
    return text if len(values) == 1 else f"{text} ({min(values):.2f}–{max(values):.2f})"


def lines(headings, cells):
    yield "| " + " | ".join(headings) + " |"
    yield "|" + "---|" * len(headings)
    for row in cells:
        yield "| " + " | ".join(row) + " |"


def promises(rows):
    """The rows that have a target, and then those that are there to compare."""
    met = {True: "yes", False: "**no**", None: "not measured"}
    with_target = [row for row in rows if row.target]
    without = [row for row in rows if not row.target]
    yield from lists_of(with_target, ["target", "met"], lambda row: [row.target, met[row.is_met]])
    yield ""
    yield "To compare, without a target:"
    yield ""
    yield from lists_of(without, ["beside"], lambda row: [row.peer or "–"])


def lists_of(rows, headings, extra):
    yield from lines(
        ["what", *headings, "ours", "theirs", "ratio", "placement", "load"],
        ([row.what, *extra(row), spread(row.ours, row.unit), spread(row.theirs, row.unit), ratio(row), row.place,
          f"{row.load:.1f}"] for row in rows))


def by_size(table, raw):
    """p50 in µs of each request on each size, and below it that of its statements in raw SQLite."""
    sizes = sorted({size for results in table.values() for size in results})
    named = {}
    for name in table:
        named[name] = table[name]
        if name in raw:
            named[f"{name}, raw SQLite"] = raw[name]
    yield from lines(
        ["p50 in µs", *(f"{size:,} tasks" for size in sizes)],
        ([name, *(spread(results.get(size, [])) for size in sizes)] for name, results in named.items()))


def document(machine, rows, table, raw):
    yield from lines(["", ""], ([name, text] for name, text in machine.items()))
    yield ""
    yield from promises(rows)
    if table:
        yield ""
        yield "Latency of one request at a time, by size of the database:"
        yield ""
        yield from by_size(table, raw)
