"""The requests whose cost is counted, one at a time on one connection, and a client that sends them."""
import json
import os
import socket
import subprocess
import time
from pathlib import Path

COUNT = 100


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.file = self.socket.makefile("rb")

    @staticmethod
    def line(call, number):
        method, params = call
        return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode() + b"\n"

    def send(self, calls):
        """All of them with one system call, as far as the socket takes them."""
        self.socket.sendall(b"".join(self.line(call, number) for number, call in enumerate(calls)))

    def receive(self, count, refuses=False):
        for _ in range(count):
            answer = json.loads(self.file.readline())
            if ("error" in answer) != refuses:
                raise SystemExit(f"an unexpected answer: {answer}")

    def one_by_one(self, calls, refuses=False):
        for call in calls:
            self.send([call])
            self.receive(1, refuses)

    def close(self):
        self.file.close()
        self.socket.close()


def create(name):
    return "organization.create", {"values": {"name": name, "domain": "example.org", "country": "Netherlands"}}


def transaction(name, count):
    """So many creates as one. Under valgrind on a busy machine it may take longer than a change otherwise may."""
    calls = [dict(zip(("method", "params"), create(f"{name}-{i}"))) for i in range(count)]
    return "transaction.run", {"long": True, "calls": calls}


# name: a call out of a number that never comes again, from 1 on
REQUESTS = {
    "ping": lambda n: ("rpc.ping", {}),
    "get by id": lambda n: ("organization.get", {"id": 1 + n % 100}),
    "get by name": lambda n: ("organization.get", {"name": f"given-{n % 100}"}),
    "get of a user": lambda n: ("user.get", {"username": "user"}),
    "list of 50": lambda n: ("organization.list", {"limit": 50}),
    "refused get": lambda n: ("organization.get", {"name": "nobody"}),
    "create": lambda n: create(f"new-{n}"),
    "update": lambda n: ("organization.update", {"id": 1, "values": {"domain": f"changed-{n}.org"}}),
    "transaction of 10 creates": lambda n: transaction(f"many-{n}", 10),
    "delete": lambda n: ("organization.delete", {"name": f"new-{n}"}),
}


def calls(name, first, count):
    return [REQUESTS[name](n) for n in range(first, first + count)]


def refuses(name):
    return name.startswith("refused")


def prepare(client):
    """What the requests above find."""
    client.one_by_one([transaction("given", 100)])
    client.one_by_one([("user.create", {"values": {"username": "user", "organization": 1, "roles": [1, 2]}})])


class Daemon:
    """The daemon under a tool that counts, on a new database with a write-ahead log, whatever SQLite's version is."""

    def __init__(self, words, folder):
        self.path, folder = Path(folder, "s"), Path(folder)
        for leftover in [self.path, *folder.glob("d*")]:
            leftover.unlink(missing_ok=True)
        self.errors = open(folder / "errors", "w+")
        # Swift's hashes have a seed of their own in each process otherwise, and cost now more, now less.
        environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
        self.process = subprocess.Popen(
            [*map(str, words), "--socket", str(self.path), "--database", str(folder / "d"), "--journal", "wal",
             "--log-level", "error"],
            env=environment, stdout=self.errors, stderr=self.errors)

    def client(self):
        limit = time.monotonic() + 120
        while self.process.poll() is None and time.monotonic() < limit:
            try:
                return Client(self.path)
            except OSError:
                # Under valgrind the start takes seconds.
                time.sleep(1)
        self.process.kill()
        raise SystemExit(f"the daemon did not start: {self.said()}")

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def end(self, process):
        """Ends the daemon, which the tool started or is, and waits for the tool."""
        subprocess.run(["kill", "-TERM", str(process)], check=True)
        if self.process.wait(120) != 0:
            raise SystemExit(f"the daemon ended badly: {self.said()}")
        self.errors.close()
