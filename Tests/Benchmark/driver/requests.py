"""Rows about single requests: ping, get, list and durable creates, beside the echo, raw SQLite, ovsdb and redis."""
from contextlib import ExitStack

from . import placement
from .contest import Row, column, in_turns, program
from .servers import Echo, Ovsdb, Redis
from .setting import PING, Numbers, request

ROWS = 100_000
OVSDB_ECHO = '{"method":"echo","params":["x"],"id":{ID}}'
CREATE = request("organization.create", (
    '{"values":{"name":"org-{SEQ}","domain":"example-{SEQ}.org","address1":"Main street {SEQ}",'
    '"zipcode":"3511 AB","country":"Netherlands"}}'))
OVSDB_CREATE = ('{"method":"transact","params":["V6",{"op":"insert","table":"Organization","row":{"name":"org-{SEQ}",'
                '"domain":"example-{SEQ}.org","address1":"Main street {SEQ}","zipcode":"3511 AB",'
                '"country":"Netherlands"}},{"op":"commit","durable":true}],"id":{ID}}')
REDIS_CREATE = ("HSET org:{SEQ} name org-{SEQ} domain example-{SEQ}.org address1 Main-street-{SEQ} zipcode 3511-AB "
                "country Netherlands\\r\\n")


def pings(setting):
    with ExitStack() as stack:
        daemon = stack.enter_context(setting.daemon("ping"))
        echo = stack.enter_context(Echo(setting.programs, setting.folder("echo"), "epoll"))
        blocking = stack.enter_context(Echo(setting.programs, setting.folder("echo-blocking"), "block"))
        one = setting.count(60_000)
        results = in_turns(setting.runs, {
            "ours": lambda: setting.load(daemon, PING, one, "same"),
            "echo": lambda: setting.load(echo, PING, one, "same"),
            "blocking": lambda: setting.load(blocking, PING, one, "same"),
        })
        ours = column(results["ours"], "p50_us")
        yield Row("`rpc.ping`, 1 connection, p50", ours, "µs", "same", column(results["echo"], "p50_us"),
                  "C echo", most=1.2)
        yield Row("the same beside an echo that serves one connection only", ours, "µs", "same",
                  column(results["blocking"], "p50_us"), "blocking C echo")

        many = setting.count(200_000)
        contenders = {
            "ours": lambda: setting.load(daemon, PING, many, "split", 64),
            "echo": lambda: setting.load(echo, PING, many, "split", 64),
        }
        if Ovsdb.installed():
            ovsdb = stack.enter_context(Ovsdb(setting.folder("ovsdb-echo")))
            contenders["ovsdb"] = lambda: setting.load(ovsdb, OVSDB_ECHO, many // 2, "split", 64)
        results = in_turns(setting.runs, contenders)
        ours = column(results["ours"], "rate")
        yield Row("`rpc.ping`, 64 connections", ours, "/s", "split", column(results.get("ovsdb", []), "rate"),
                  "ovsdb echo", least=1.5)
        yield Row("the same beside the C echo", ours, "/s", "split", column(results["echo"], "rate"), "C echo")


def gets(setting):
    """100,000 organizations."""
    file = setting.data(1_000, organizations=ROWS)
    by_id = request("organization.get", f'{{"id":{{RANDOM:1:{ROWS}}}}}')
    by_name = request("organization.get", f'{{"name":"org-{{RANDOM:1:{ROWS}}}"}}')
    with ExitStack() as stack:
        daemon = stack.enter_context(setting.daemon("get", file))
        count = setting.count(30_000)
        contenders = {
            "ping": lambda: setting.load(daemon, PING, count, "same"),
            "id": lambda: setting.load(daemon, by_id, count, "same"),
            "name": lambda: setting.load(daemon, by_name, count, "same"),
            "raw": lambda: program(placement.client("same", [
                setting.programs / "raw", file, "read", setting.count(200_000), ROWS])),
        }
        if Ovsdb.installed():
            ovsdb = stack.enter_context(Ovsdb(setting.folder("ovsdb-get")))
            ovsdb.fill(ROWS)
            names = ('{"method":"transact","params":["V6",{"op":"select","table":"Organization","where":[["name","==",'
                     f'"org-{{RANDOM:1:{ROWS}}}"]]}}],"id":{{ID}}}}')
            contenders["ovsdb"] = lambda: setting.load(ovsdb, names, 20, "same", warm=1, expect='"name"')
        results = in_turns(setting.runs, contenders)
        for name in ("id", "name"):
            yield Row(f"get by {name}, {ROWS:,} rows", column(results[name], "rate"), "/s", "same",
                      column(results["ping"], "rate"), "ping", least=0.5)
        yield Row(f"get by name, {ROWS:,} rows", column(results["name"], "rate"), "/s", "same",
                  column(results.get("ovsdb", []), "rate"), "ovsdb", least=500)
        yield Row("get by name beside SQLite's own, without a socket", column(results["name"], "rate"), "/s", "same",
                  column(results["raw"], "name_rate"), "raw SQLite")
        yield from lists(setting, daemon, stack)


def lists(setting, daemon, stack):
    page = request("organization.list", '{"limit":1000}')
    contenders = {"ours": lambda: setting.load(daemon, page, setting.count(300), "same")}
    if Ovsdb.installed():
        ovsdb = stack.enter_context(Ovsdb(setting.folder("ovsdb-list")))
        ovsdb.fill(1_000)
        everything = '{"method":"transact","params":["V6",{"op":"select","table":"Organization","where":[]}],"id":{ID}}'
        contenders["ovsdb"] = lambda: setting.load(ovsdb, everything, setting.count(100), "same")
    results = in_turns(setting.runs, contenders)
    yield Row("list of 1,000 rows, p50", column(results["ours"], "p50_us"), "µs", "same",
              column(results.get("ovsdb", []), "p50_us"), "ovsdb", most=1)


def creates(setting):
    """Where users are, and on an empty database."""
    yield from creates_in(setting, setting.data(1_000, organizations=ROWS), f"{ROWS:,} rows")
    yield from creates_in(setting, None, "empty database")


def creates_in(setting, file, where):
    """Durable creates in a table that has rows already, or in a new one, for which no target holds.

    file: the database that all begin with; None for a new one."""
    numbers, has_target = Numbers(), file is not None

    def least(factor):
        return factor if has_target else None

    with ExitStack() as stack:
        daemon = stack.enter_context(setting.daemon("create", file))
        plain, audited = setting.copy("raw-plain", file), setting.copy("raw-audited", file)

        def ours(place, requests, connections):
            base = numbers.take(2 * requests + 1_000)
            return setting.load(daemon, CREATE, requests, place, connections, base=base)

        def raw(file, kind, count, group=1):
            return program(placement.client("same", [setting.programs / "raw", file, "insert", count, group, kind]))

        one = setting.count(3_000)
        results = in_turns(setting.runs, {
            "ours": lambda: ours("same", one, 1),
            "raw": lambda: raw(plain, "plain", one),
            "audited": lambda: raw(audited, "audited", one),
        })
        rate, raw_rate = column(results["ours"], "rate"), column(results["raw"], "rate")
        yield Row(f"durable creates, 1 connection, {where}", rate, "/s", "same", raw_rate, "raw SQLite",
                  least=least(0.6))
        if has_target:
            yield from single_creates(results)

        many = setting.count(20_000)
        contenders = {
            "ours": lambda: ours("split", many, 64),
            "raw": lambda: raw(plain, "plain", many // 64 * 64 + 64, 64),
            "audited": lambda: raw(audited, "audited", many // 64 * 64 + 64, 64),
        }
        if Ovsdb.installed():
            ovsdb = stack.enter_context(Ovsdb(setting.folder("ovsdb-create")))
            contenders["ovsdb"] = lambda: setting.load(
                ovsdb, OVSDB_CREATE, many // 5, "split", 64, base=numbers.take(many), expect='"uuid"')
        if Redis.installed():
            redis = stack.enter_context(Redis(setting.folder("redis")))
            contenders["redis"] = lambda: setting.load(
                redis, REDIS_CREATE, many, "split", 64, base=numbers.take(2 * many))
        results = in_turns(setting.runs, contenders)
        rate = column(results["ours"], "rate")
        for name, peer, factor in [("ovsdb", "ovsdb durable", 12), ("redis", "redis appendfsync always", 1)]:
            yield Row(f"durable creates, 64 connections, {where}", rate, "/s", "split",
                      column(results.get(name, []), "rate"), peer, least=least(factor))
        for name, peer in [("raw", "raw SQLite"), ("audited", "raw SQLite with audit record")]:
            yield Row(f"the same beside groups of 64 inserts, {where}", rate, "/s", "split",
                      column(results[name], "rate"), peer)


def single_creates(results):
    """What a create on one connection costs beside a bare insert."""
    ours, raw = column(results["ours"], "p50_us"), column(results["raw"], "p50_us")
    yield Row("cost of the audit record: raw SQLite, a durable insert with it beside one without, p50",
              column(results["audited"], "p50_us"), "µs", "same", raw, "without", most=1.5)
    yield Row("a durable create with all its checks beside a raw insert without any, p50", ours, "µs", "same", raw,
              "raw SQLite")
    yield Row("the same, p99.9: what checkpoints cost", column(results["ours"], "p999_us"), "µs", "same",
              column(results["raw"], "p999_us"), "raw SQLite")
