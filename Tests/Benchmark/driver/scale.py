"""The same requests on databases of all sizes: latency against rows."""
import base64
import json
from contextlib import ExitStack

from . import placement
from .contest import CaseFailed, Row, in_turns, program
from .replay import recording, replay
from .setting import Numbers, request

LIMIT = '"limit":50'


def reads(tasks, sizes):
    """name: (template, requests of a full measurement). Those with a third item, true, look at every row."""
    last = base64.b64encode(json.dumps(["task:", max(0, tasks - 50)], separators=(",", ":")).encode())
    last = last.decode().rstrip("=").replace("+", "-").replace("/", "_")
    collaborations, users = sizes
    return {
        "get": (request("task.get", f'{{"id":{{RANDOM:1:{tasks}}}}}'), 5_000),
        "natural key": (request("user.get", f'{{"username":"user-{{RANDOM:1:{users}}}"}}'), 5_000),
        "first page": (request("task.list", f"{{{LIMIT}}}"), 500),
        "last page": (request("task.list", f'{{{LIMIT},"after":"{last}"}}'), 500),
        "tasks of a collaboration": (
            request("task.list", f'{{"where":{{"collaboration":{{RANDOM:1:{collaborations}}}}},{LIMIT}}}'), 500),
        "results of a task": (
            request("result.list", f'{{"where":{{"task":{{RANDOM:1:{tasks}}}}},{LIMIT}}}'), 2_000),
        "where, indexed": (request("task.list", f'{{"where":{{"name":"task-{{RANDOM:1:{tasks}}}"}}}}'), 2_000),
        "where, not indexed": (request("task.list", '{"where":{"image":"none"}}'), 0),
        "count": (request("task.list", '{"limit":1,"count":true}'), 0),
    }


# What has a promise: 1,000,000 rows take at most so much longer than 1,000, or hardly more so than in raw SQLite.
FLAT = {"get", "natural key", "first page", "last page", "tasks of a collaboration", "results of a task"}


def writes(tasks, numbers):
    calls = ",".join(
        f'{{"method":"organization.create","params":{{"values":{{"name":"many-{{SEQ}}-{i}"}}}}}}' for i in range(1_000))
    base = numbers.take(100_000)
    return {
        "create": (
            request("task.create", '{"values":{"name":"new-{SEQ}","collaboration":1,"initiator":1}}'), 500, base),
        "update": (request("task.update", (
            f'{{"id":{{RANDOM:{tasks // 2}:{tasks}}},"values":{{"description":"changed {{SEQ}}"}}}}')), 500, base),
        "transaction of 1,000 creates": (
            request("transaction.run", f'{{"calls":[{calls}]}}'), 10, base),
    }


class Stage:
    """A daemon with a database of one size."""

    def __init__(self, setting, tasks, stack):
        self.setting, self.tasks, self.numbers, self.deleted = setting, tasks, Numbers(), 0
        self.file = setting.data(tasks)
        self.daemon = setting.daemon(f"scale-{tasks}", self.file)
        with recording(setting, self.daemon) as statements:
            with self.daemon.client() as client:
                self.sizes = [client.call(f"{entity}.list", {"limit": 1, "count": True})["total"]
                              for entity in ("collaboration", "user")]
            self.statements = {name: statements(reads(tasks, self.sizes)[name][0]) for name in FLAT}
        stack.enter_context(self.daemon)

    def read(self, name):
        template, requests = reads(self.tasks, self.sizes)[name]
        # A look at every row takes as long as there are rows.
        requests = self.setting.count(requests) if requests else max(3, min(500, 300_000 // self.tasks))
        return self.setting.load(self.daemon, template, requests, "same")["p50_us"]

    def read_raw(self, name):
        """On the file that the daemon has a copy of, so that neither waits for the other."""
        _, requests = reads(self.tasks, self.sizes)[name]
        return replay(self.setting, self.file, self.statements[name], self.setting.count(requests))["p50_us"]

    def write(self, name):
        template, requests, base = writes(self.tasks, self.numbers)[name]
        requests = max(3, int(requests * self.setting.effort))
        return self.setting.load(self.daemon, template, requests, "same", base=base, warm=1)["p50_us"]

    def delete(self):
        """Tasks with their three results, out of the last fifth: those have no children."""
        fifth = self.tasks // 5
        requests = min(fifth // self.setting.runs - 1, self.setting.count(100))
        base, self.deleted = self.tasks - fifth + self.deleted, self.deleted + requests + 1
        template = request("task.delete", '{"id":{SEQ},"dependents":"delete"}')
        return self.setting.load(self.daemon, template, requests, "same", base=base, warm=1)["p50_us"]

    def fan_out(self):
        changes = self.setting.count(100)
        placement.pin(self.daemon.pid, "same")
        return program(placement.client("same", [
            self.setting.programs / "fanout", self.daemon.path, 100, changes, self.numbers.take(changes)]))["p50_us"]


def measure(setting, failed):
    """name of a request: {tasks: [p50 in µs of each run]}, and the same of raw SQLite for what is in FLAT. `failed` is
    told what could not be measured."""
    table, raw = {}, {}
    with ExitStack() as stack:
        stages = [Stage(setting, tasks, stack) for tasks in setting.sizes]

        def turn(name, call):
            contenders = {("ours", stage.tasks): lambda stage=stage: call(stage) for stage in stages}
            if name in FLAT:
                contenders |= {("raw", stage.tasks): lambda stage=stage: stage.read_raw(name) for stage in stages}
            try:
                results = in_turns(setting.runs, contenders)
            except CaseFailed as failure:
                failed(name, failure)
                return
            for (who, tasks), values in results.items():
                (table if who == "ours" else raw).setdefault(name, {})[tasks] = values

        for name in reads(1, (1, 1)):
            turn(name, lambda stage: stage.read(name))
        for name in writes(2, Numbers()):
            turn(name, lambda stage: stage.write(name))
        turn("delete with 3 results", Stage.delete)
        turn("create, told to 100 subscribers", Stage.fan_out)
    return table, raw


def rows(table, raw):
    """What of it was promised."""
    for name in table:
        small, large = min(table[name]), max(table[name])
        if name in FLAT and large > small:
            yield Row(f"{name}, {large:,} tasks, p50", table[name][large], "µs", "same", table[name][small],
                      f"{small:,} tasks", most=1.3, floor="raw SQLite", most_of_floor=1.15,
                      floor_ratios=[b / a for a, b in zip(raw[name][small], raw[name][large])])
