"""The statements that the daemon runs for a request, so that raw SQLite can run the same ones."""
import json
import re
from contextlib import contextmanager
from pathlib import Path

from . import placement
from .contest import CaseFailed, program

# For {RANDOM}, while statements are recorded: all tables have it, and no other value of a statement is the same.
MARK = 3
PLACE = re.compile(r"\?(\d+)")
RANDOM = re.compile(r"\{RANDOM:(\d+):(\d+)\}")


@contextmanager
def recording(setting, daemon):
    """Runs a daemon that writes its statements down, which takes time: it is not the one to measure. Yields a call that
    answers the statements of a template's request, as words for `replay`."""
    file = Path(f"{daemon.path}.statements")
    daemon.environment = {"LD_PRELOAD": str(setting.programs / "record.so"), "RECORD": str(file)}

    def statements(client, template):
        request = json.loads(RANDOM.sub(str(MARK), template.replace("{ID}", "1")))
        # The first of its kind may also look up what the daemon then knows.
        for _ in range(2):
            file.write_text("")
            client.call(request["method"], request["params"])
        ran = file.read_text().split("\0")[:-1]
        if len(ran) < 4:
            raise CaseFailed(f"{request['method']}: no statements were recorded; is SQLite built into the daemon?")
        return words(template, zip(ran[::2], ran[1::2]))

    with daemon, daemon.client() as client:
        yield lambda template: statements(client, template)
    daemon.environment = None


def words(template, statements):
    random = RANDOM.search(template)
    said = ["--random", f"{random[1]}:{random[2]}"] if random else []
    for text, whole in statements:
        said += ["--statement", text]
        for value in values(text, whole):
            said += ["--value", re.sub(rf"(?<!\d){MARK}(?!\d)", "#", value) if random else value]
    return said


def values(text, whole):
    """The values of a statement's parameters, a text with a quote before it: SQLite tells only the text with them."""
    pattern = "(.*)".join(re.escape(part) for part in PLACE.split(text)[::2])
    found = dict(zip(map(int, PLACE.findall(text)), re.fullmatch(pattern, whole, re.DOTALL).groups()))
    in_order = [found[place] for place in sorted(found)]
    return ["'" + value[1:-1].replace("''", "'") if value.startswith("'") else value for value in in_order]


def replay(setting, file, statements, requests):
    """The latencies of raw SQLite."""
    return program(placement.client("same", [
        setting.programs / "replay", "--file", file, "--requests", requests, *statements]))
