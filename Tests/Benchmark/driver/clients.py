"""Rows about whole processes: vctl and vshell beside redis-cli and sqlite3."""
import shutil
from contextlib import ExitStack

from . import placement
from .contest import Row, column, in_turns, program
from .servers import Redis


def clients(setting):
    file = setting.data(10_000)
    with ExitStack() as stack:
        daemon = stack.enter_context(setting.daemon("clients", file))

        def spawn(*words):
            return lambda: program(placement.client("free", [
                setting.programs / "spawn", setting.count(200), 5, *words]))

        vctl = [setting.binaries / "vctl", "--socket", daemon.path]
        contenders = {
            "ping": spawn(*vctl, "rpc", "rpc.ping"),
            "get": spawn(*vctl, "organization", "get", "org-1"),
            "vshell": spawn(setting.binaries / "vshell", "--socket", daemon.path, "-c", "db.Organization.get(1)"),
        }
        if Redis.installed():
            redis = stack.enter_context(Redis(setting.folder("redis-client")))
            contenders["redis"] = spawn("redis-cli", "-s", redis.path, "ping")
        if shutil.which("sqlite3"):
            contenders["sqlite3"] = spawn("sqlite3", "-readonly", file, "SELECT * FROM organization WHERE name='org-1'")
        results = in_turns(setting.runs, contenders)

    def times(name):
        return [value / 1e3 for value in column(results.get(name, []), "p50_us")]

    yield Row("`vctl organization get`, whole process", times("get"), "ms", "free", at_most=3)
    yield Row("`vctl rpc rpc.ping`, whole process", times("ping"), "ms", "free", times("redis"), "redis-cli ping",
              most=1)
    yield Row("`vctl organization get` beside sqlite3 that reads the file", times("get"), "ms", "free",
              times("sqlite3"), "sqlite3")
    yield Row("`vshell -c 'db.Organization.get(1)'`, whole process", times("vshell"), "ms", "free", at_most=15)
