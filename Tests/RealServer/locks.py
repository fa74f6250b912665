"""Runs a daemon beside the models of the real server, and does what takes long. Called by `locks`."""
import collections
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time

daemon, version, journal, sample, folder, rows = sys.argv[1:7]
rows = int(rows)
path, socket_path = folder + "/db.sqlite", folder + "/s"
phase_path, waits_path = folder + "/phase", folder + "/waits"
results = "run" if version.startswith("4") else "result"
calls = int(os.environ.get("CALLS", "1000"))
# Two seconds of the longest change, a quarter of a second of changes before it, its end, and SQLite's own asking.
LONGEST = 2.75
daemons = []


def make_large():
    """A copy of the sample with many results, each of a thousand bytes, the most of them of one task."""
    with open(sample, "rb") as source, open(path, "wb") as target:
        target.write(source.read())
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO organization (id, name) VALUES (900, 'large')")
    connection.execute("INSERT INTO collaboration (id, name) VALUES (900, 'large'), (901, 'small')")
    connection.execute("INSERT INTO Member (collaboration_id, organization_id) VALUES (900, 900)")
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1000 + ?1) "
        "INSERT INTO task (id, name, collaboration_id) SELECT i, 'task ' || i, CASE WHEN i < 1000 + ?2 THEN 901 ELSE 900 END "
        "FROM n", [rows // 10, calls // 5])
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1000 + ?) "
        "INSERT INTO %s (id, task_id, organization_id, result) SELECT i, 1000 + i %% ?, 900, hex(randomblob(500)) FROM n"
        % results, [rows, rows // 10])
    # The default rules and roles have to be brought back.
    connection.execute("DELETE FROM role_rule_association")
    connection.execute("DELETE FROM rule")
    connection.commit()
    connection.close()
    return os.path.getsize(path)


class Client:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(socket_path)
        self.lines = self.socket.makefile("rb")

    def call(self, method, **params):
        self.socket.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n")
        return json.loads(self.lines.readline())

    def result(self, method, **params):
        answer = self.call(method, **params)
        assert "result" in answer, (method, answer)
        return answer["result"]


class Daemon:
    def __init__(self, *options):
        self.process = subprocess.Popen(
            [daemon, "--socket", socket_path, "--database", path, "--journal", journal, *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        daemons.append(self.process)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if line.rstrip().endswith("ready"):
                break
        else:
            raise SystemExit("the daemon did not start: " + "".join(said))
        self.log = threading.Thread(target=self.process.stderr.read, daemon=True)
        self.log.start()

    def stop(self):
        self.process.terminate()
        assert self.process.wait(60) == 0


def during(what):
    with open(phase_path + ".new", "w") as file:
        file.write(what)
    os.rename(phase_path + ".new", phase_path)
    if what:
        print("  %s …" % what, flush=True)
    return time.monotonic()


def creates(count):
    return [{"method": "organization.create", "params": {"values": {"name": "made %d" % number}}}
            for number in range(count)]


def many_clients(seconds):
    def work(number):
        client, made = Client(), 0
        while time.monotonic() < end:
            client.result("organization.create", values={"name": "client %d %d" % (number, made)})
            made += 1
        total.append(made)
    total = []
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=work, args=[number]) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("    %d changes a second" % (sum(total) / seconds), flush=True)


def go():
    during("adoption with its check, copy and indexes")
    running = Daemon()
    client = Client()
    during("role.sync_defaults")
    assert client.result("role.sync_defaults")["rules"]
    during("transaction.run of %d calls" % calls)
    assert len(client.result("transaction.run", calls=creates(calls))["results"]) == calls
    during("a change that takes too long")
    refusal = client.call("collaboration.delete", name="large", dependents="delete")
    print("    %s" % refusal.get("error", {}).get("message", "it was done in time"), flush=True)
    during("delete of a tree, and its undo")
    deleted = client.result("collaboration.delete", name="small", dependents="delete")
    seq = client.result("audit.list", where={"method": "collaboration.delete"}, limit=1)["items"][0]["seq"]
    assert client.result("audit.undo", seq=seq)["undone"]
    print("    %d records" % sum(len(group["ids"]) for group in deleted["deleted"]), flush=True)
    during("a read of the whole file")
    for _ in range(3):
        client.call("result.list", where={"result": {"like": "%no such text%"}}, count=True, fields=["id"])
    during("32 clients that write without a pause")
    many_clients(8)
    during("audit.prune of all")
    client.call("audit.prune", keep=1000)
    running.stop()
    fill_audit(200000)
    during("start with a limit of the audit log")
    running = Daemon("--audit-keep-records", "100")
    client = Client()
    while client.result("database.status")["audit"]["records"] > 5000:
        time.sleep(0.1)
    running.stop()
    during("nothing")
    time.sleep(1)


def fill_audit(count):
    """In steps: this stands for changes of long ago, and must not make the real server wait itself."""
    connection = sqlite3.connect(path, timeout=60)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(vantage6_admin_audit)")]
    own = {"seq": "?1 + i", "call": "?1 + i", "transaction": "?1 + i", "undoes": "NULL"}
    values = ", ".join(own.get(name, '"%s"' % name) for name in columns)
    for _ in range(count // 10000):
        last = connection.execute("SELECT max(seq) FROM vantage6_admin_audit").fetchone()[0]
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
            "INSERT INTO vantage6_admin_audit SELECT %s FROM n, vantage6_admin_audit WHERE seq = ?1" % values, [last])
        connection.execute(
            "UPDATE vantage6_admin_sequence SET last = ? WHERE name = 'vantage6_admin_audit'", [last + 10000])
        connection.commit()
        time.sleep(0.2)
    connection.close()


def report():
    waits, errors = collections.OrderedDict(), []
    for line in open(waits_path):
        # What went on has spaces; the seconds are the last number before the error.
        words = line.split()
        place = next(index for index, word in enumerate(words)
                     if word.count(".") == 1 and word.replace(".", "").isdigit())
        waits.setdefault(" ".join(words[:place]), []).append(float(words[place]))
        if words[place + 1:] != ["-"]:
            errors.append(line.strip())
    for what, seconds in waits.items():
        print("%s %s: %s: %d changes, the longest took %.2f s" % (version, journal, what, len(seconds), max(seconds)))
    for error in errors:
        print("%s %s: the real server failed: %s" % (version, journal, error), file=sys.stderr)
    return not errors and max(max(seconds) for seconds in waits.values()) <= LONGEST


print("%s %s: a file of %d MB" % (version, journal, make_large() // 1000000), flush=True)
during("nothing")
writer = subprocess.Popen(
    [os.environ["REAL_VANTAGE6"], version, path, os.path.dirname(os.path.abspath(__file__)) + "/locks_writer.py",
     phase_path, waits_path])
try:
    while not (os.path.exists(waits_path) and os.path.getsize(waits_path)):
        assert writer.poll() is None, "the real server's models did not start"
        time.sleep(0.1)
    go()
finally:
    during("")
    for process in daemons:
        process.kill()
    writer.wait(60)
    kept = report()
sys.exit(0 if kept else 1)
