"""Rows about pings beside work: writes, password hashing, a scan of everything."""
import subprocess
from contextlib import ExitStack, contextmanager

from . import placement
from .contest import CaseFailed, Row, column, in_turns
from .requests import CREATE
from .setting import PING, Numbers, request


@contextmanager
def beside(setting, daemon, template, connections, numbers):
    """Load that goes on until the block ends."""
    words = setting.load_words(daemon, [template], 1 << 40, connections, 1, base=numbers.take(1 << 30))
    process = subprocess.Popen(placement.client("free", words), stdout=subprocess.DEVNULL)
    try:
        yield
        if process.poll() is not None:
            raise CaseFailed(f"the load beside ended with status {process.returncode}")
    finally:
        process.kill()
        process.wait()


def fairness(setting):
    numbers, tasks = Numbers(), max(setting.sizes)
    others = {
        "64 connections write": (CREATE, 64),
        "2 connections check passwords": (
            request("user.check_password", '{"username":"hashed","password":"a wrong guess"}'), 2),
        f"2 connections scan {tasks:,} tasks": (request("task.list", '{"where":{"image":"none"}}'), 2),
    }
    with ExitStack() as stack:
        daemon = stack.enter_context(setting.daemon("fairness", setting.data(tasks)))
        with daemon.client() as client:
            client.call("user.create", {"values": {"username": "hashed", "password": "A-secret-1-for-all!"}})
        count = setting.count(20_000)

        def ping():
            return setting.load(daemon, PING, count, "free")

        def ping_beside(template, connections):
            with beside(setting, daemon, template, connections, numbers):
                return ping()

        contenders = {"idle": ping}
        for name, other in others.items():
            contenders[name] = lambda other=other: ping_beside(*other)
        results = in_turns(setting.runs, contenders)
    for name in others:
        yield Row(f"ping while {name}, p99", column(results[name], "p99_us"), "µs", "free",
                  column(results["idle"], "p99_us"), "idle", most=20)
