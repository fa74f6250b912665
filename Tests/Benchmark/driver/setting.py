"""What every case needs: programs, folders, and how much to measure."""
import shutil
import sqlite3
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

from . import generator, placement
from .contest import program
from .servers import Daemon


@dataclass
class Setting:
    binaries: Path
    output: Path
    runs: int
    effort: float  # 1 is a measurement, less is a trial
    sizes: list
    long_tasks: int = 100_000

    @property
    def programs(self):
        return self.output / "bin"

    def build(self):
        """The C programs."""
        self.output.mkdir(parents=True, exist_ok=True)
        source = Path(__file__).resolve().parent.parent / "programs"
        subprocess.run(["make", "-s", "-C", source, f"BIN={self.programs}"], check=True)

    def tidy(self):
        """Copies of databases are large."""
        shutil.rmtree(self.output / "run", ignore_errors=True)

    def folder(self, name):
        path = self.output / "run" / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def count(self, full):
        return max(20, int(full * self.effort))

    def data(self, tasks, **asked):
        """A generated database, made once, and again when the generator changes."""
        version = zlib.crc32(Path(generator.__file__).read_bytes())
        name = "-".join([f"tasks-{tasks}", *(f"{key}-{value}" for key, value in asked.items())])
        path = self.output / "data" / f"{name}-{version:08x}.sqlite"
        for old in path.parent.glob(f"{name}-{'[0-9a-f]' * 8}.sqlite*"):
            if not old.name.startswith(path.name):
                old.unlink()
        return generator.generate(self.binaries / "vantage6-admin", path, tasks, **asked)

    def daemon(self, name, database=None, *options):
        """A daemon on a copy of the database, or on a new one."""
        folder = self.folder(name)
        copy = folder / "vantage6.sqlite"
        if database:
            shutil.copy(database, copy)
        return Daemon(self.binaries, folder, copy, *options)

    def copy(self, name, database=None):
        """The file of a database as a daemon leaves it, with nobody on it: a copy of that one, or a new one."""
        with self.daemon(name, database) as daemon:
            path = Path(daemon.database)
        with sqlite3.connect(path) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path

    def load(self, server, template, requests, place, connections=1, depth=1, **more):
        """Runs the load generator against a server, pinned."""
        placement.pin(server.pid, place)
        templates = [template] if isinstance(template, str) else template
        words = self.load_words(server, templates, requests, connections, depth, **more)
        return program(placement.client(place, words))

    def load_words(self, server, templates, requests, connections, depth, **more):
        words = [self.programs / "load", "--socket", server.path, "--frame", server.frame, "--fail", server.failure,
                 "--server", server.pid, "--requests", requests, "--connections", connections, "--depth", depth]
        for template in templates:
            words += ["--template", template]
        for name, value in more.items():
            words += [f"--{name}", value]
        return list(map(str, words))


def request(method, params="{}"):
    """A template of a request; `params` is JSON with the places of a template."""
    return f'{{"jsonrpc":"2.0","id":{{ID}},"method":"{method}","params":{params}}}'


PING = '{"jsonrpc":"2.0","id":{ID},"method":"rpc.ping"}'


class Numbers:
    """Names that were not used before."""

    def __init__(self):
        self.last = 10_000_000

    def take(self, count):
        first, self.last = self.last, self.last + count
        return first
