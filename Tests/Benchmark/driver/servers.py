"""Servers on Unix sockets, each in a folder of its own: the daemon, the echo, ovsdb-server and redis."""
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from .contest import CaseFailed


class Server:
    """A running process that ends with the `with` block."""
    frame, failure = "line", '"error":{'

    def __init__(self, path, words, environment=None, ready=None):
        self.path = str(path)
        Path(self.path).unlink(missing_ok=True)
        self.words, self.environment, self.ready = list(map(str, words)), environment, ready

    def __enter__(self):
        self.process = subprocess.Popen(
            self.words, env={**os.environ, **(self.environment or {})}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._await_socket()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def pid(self):
        return self.process.pid

    def _await_socket(self):
        limit = time.monotonic() + 120
        while time.monotonic() < limit and self.process.poll() is None:
            with socket.socket(socket.AF_UNIX) as end:
                try:
                    end.connect(self.path)
                    return
                except OSError:
                    time.sleep(0.001)
        raise CaseFailed(f"{self.words[0]} does not listen on '{self.path}'")


class Lines:
    """A client that sends JSON-RPC a line at a time."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.file = self.socket.makefile("rwb", buffering=1 << 20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def call(self, method, params=None):
        self.file.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}).encode())
        self.file.write(b"\n")
        self.file.flush()
        answer = json.loads(self.file.readline())
        if "error" in answer:
            raise CaseFailed(f"{method}: {answer['error']['message']}")
        return answer["result"]


class Daemon(Server):
    def __init__(self, binaries, folder, database, *options):
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.database = str(database)
        super().__init__(Path(folder, "admin.sock"), [
            Path(binaries, "vantage6-admin"), "--socket", Path(folder, "admin.sock"), "--database", database,
            "--journal", "wal", "--log-level", "error", *options])

    def client(self):
        return Lines(self.path)

    def start_seconds(self):
        """Starts it, and takes the time until it says READY=1 to the service manager's socket."""
        notify = self.path + ".notify"
        Path(notify).unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.bind(notify)
            end.settimeout(120)
            self.environment = {"NOTIFY_SOCKET": notify}
            start = time.perf_counter()
            self.process = subprocess.Popen(
                self.words, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while b"READY=1" not in end.recv(4096):
                pass
            return time.perf_counter() - start


class Echo(Server):
    def __init__(self, programs, folder, mode):
        Path(folder).mkdir(parents=True, exist_ok=True)
        super().__init__(Path(folder, "echo.sock"), [Path(programs, "echo"), Path(folder, "echo.sock"), mode])


class Ovsdb(Server):
    """ovsdb-server with one table, like the daemon's organizations; indexed by name, as far as it does that."""
    frame, failure = "json", '"error":"'
    schema = {"name": "V6", "version": "1.0.0", "tables": {"Organization": {
        "columns": {name: {"type": "string"} for name in ("name", "domain", "address1", "zipcode", "country")},
        "indexes": [["name"]], "isRoot": True}}}

    def __init__(self, folder):
        folder = Path(folder)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "schema").write_text(json.dumps(self.schema))
        subprocess.run(["ovsdb-tool", "create", folder / "db", folder / "schema"], check=True)
        super().__init__(folder / "db.sock", [
            "ovsdb-server", folder / "db", f"--remote=punix:{folder}/db.sock", f"--unixctl={folder}/control",
            "-vconsole:off", "-vsyslog:off", "--no-chdir"], {"OVS_RUNDIR": str(folder)})

    @staticmethod
    def installed():
        return bool(shutil.which("ovsdb-server", path=os.environ["PATH"] + ":/usr/sbin") and shutil.which("ovsdb-tool"))

    def call(self, operations):
        with socket.socket(socket.AF_UNIX) as end:
            end.connect(self.path)
            end.sendall(json.dumps({"method": "transact", "params": ["V6", *operations], "id": 1}).encode())
            text, decoder = "", json.JSONDecoder()
            while True:
                text += end.recv(1 << 20).decode()
                try:
                    return decoder.decode(text)["result"]
                except ValueError:
                    continue

    def fill(self, count):
        for first in range(1, count + 1, 1_000):
            self.call([{"op": "insert", "table": "Organization", "row": {
                "name": f"org-{i}", "domain": f"example-{i}.org", "address1": f"Main street {i}",
                "zipcode": "3511 AB", "country": "Netherlands"}} for i in range(first, min(count, first + 999) + 1)])


class Redis(Server):
    """redis-server that syncs its log before each answer."""
    frame, failure = "resp", "-ERR"

    def __init__(self, folder):
        folder = Path(folder)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        super().__init__(folder / "redis.sock", [
            "redis-server", "--port", "0", "--unixsocket", folder / "redis.sock", "--dir", folder, "--save", "",
            "--appendonly", "yes", "--appendfsync", "always"])

    @staticmethod
    def installed():
        return bool(shutil.which("redis-server") and shutil.which("redis-cli"))
