"""Migrates one database to version 5, and lets the real server 5.0.3 start on it. Called by `migrated`.

usage: migrated5.py PROGRAMS MODELS SERVER FILE BORN READER FOLDER

The models of 5.0.3 read what those of READER, the version of the file, read before: relations, states, arguments and what
users may do. MODELS, BORN and ORIGIN are as for migrated.py; with STARTED, the server 5.0.3 was started on the database
before, and ended with an error. The first start may only link the user root to its account; a second start changes nothing.
The server lists all records that were there before. A FILE that ends in .pgsql is a dump for psql; CLUSTER is then the
command that makes databases."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys

from real import Daemon

PROGRAMS, MODELS, SERVER, FILE, BORN, READER, FOLDER = sys.argv[1:8]
HERE = os.path.dirname(os.path.abspath(__file__))
IS_SERVER = FILE.endswith(".pgsql")
LISTS = {"organization": "organization", "collaboration": "collaboration", "user": "user", "node": "node",
         "task": "task", "result": "run", "role": "role", "study": "study", "algorithm_store": "algorithmstore"}


def cluster(verb, *words):
    program, folder = os.environ["CLUSTER"].split("\t")
    done = subprocess.run([program, verb, folder, *words], stdout=subprocess.PIPE, check=True, universal_newlines=True)
    return done.stdout.strip()


def made(name, source):
    """A database with what the source has: the path of a file, or a URI."""
    if not IS_SERVER:
        return shutil.copy(source, os.path.join(FOLDER, name + ".sqlite"))
    uri = cluster("create", name + os.path.basename(FOLDER).lower().replace(".", "_"))
    cluster("psql", uri.split("?")[0].split("/")[-1], "-1", "-f", source)
    return uri


def facts(version, database):
    """What the models of a version read in a copy: they add to a database what they miss."""
    if IS_SERVER:
        name = database.split("?")[0].split("/")[-1]
        cluster("drop", name + "_read")
        copy = cluster("create", name + "_read")
        cluster("copy", name, name + "_read")
    else:
        copy = shutil.copy(database, database + ".read")
    done = subprocess.run([MODELS, version, copy, HERE + "/facts.py", BORN, "to5"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, universal_newlines=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


def counts(daemon):
    """The ids of all records, by entity."""
    found = {}
    for entity in LISTS:
        try:
            ids = daemon.vctl(entity, "list", "-o", "csv", "--fields", "id", "--no-header", "--limit", "10000").split()
        except AssertionError as error:
            # An older version has no such thing.
            assert "not in this database" in str(error) or "unknown" in str(error), error
            ids = []
        found[entity] = sorted(int(one) for one in ids)
    return found


def dump(database):
    """All rows and declarations of the server's tables, a line for each; not by its models, which add what is missing."""
    if not IS_SERVER:
        connection = sqlite3.connect("file:" + database + "?mode=ro", uri=True)
        ours = "name LIKE 'vantage6_admin%' OR name LIKE 'sqlite_%'"
        tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND NOT (%s)" % ours).fetchall()
        return [sql for _, sql in tables] + [
            "%s %r" % (name, row) for name, _ in tables for row in connection.execute('SELECT * FROM "%s"' % name)]
    name = database.split("?")[0].split("/")[-1]
    query = lambda sql: cluster("psql", name, "-A", "-t", "-c", sql).splitlines()
    lines = query("SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
                  "WHERE table_schema = 'public' ORDER BY 1, 2")
    for table in sorted({line.split("|")[0] for line in lines}):
        lines += ["%s %s" % (table, row) for row in query('SELECT t FROM public."%s" t' % table)]
    return lines


def api(path):
    items, page = [], 1
    while True:
        done = subprocess.run(
            [SERVER, "api", FOLDER + "/server", "GET", "%s?page=%d&per_page=50" % (path, page), "--as", "root:any"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        assert done.returncode == 0, (path, done.stdout[-1000:], done.stderr[-1000:])
        answer = json.loads(done.stdout[done.stdout.index("{"):])
        items += answer["data"]
        if len(answer["data"]) < 50:
            return items
        page += 1


def served(before, database):
    """Starts the server, lists everything, and stops it."""
    done = subprocess.run([SERVER, "start", "5.0.3", database, FOLDER + "/server"], stdout=subprocess.PIPE)
    assert done.returncode == 0, open(FOLDER + "/server/log", errors="replace").read()[-3000:]
    try:
        for entity, path in LISTS.items():
            ids = sorted(one["id"] for one in api("/" + path))
            assert set(before[entity]) <= set(ids), (entity, before[entity], ids)
            # The results of a file that was upgraded in place are in a table that its server does not read.
            assert entity == "role" or ids == before[entity] or not before[entity], (entity, before[entity], ids)
        assert len(api("/rule")) == 96, "rules"
    finally:
        subprocess.run([SERVER, "stop", FOLDER + "/server"], check=True)


def is_changing(line):
    """What each start may write: the time at which somebody was seen, and the account of root."""
    return line.startswith("authenticatable ")


def main():
    database = made("five", FILE)
    known = facts(READER, made("origin", os.environ.get("ORIGIN") or FILE))
    if os.environ.get("STARTED"):
        done = subprocess.run([SERVER, "start", "5.0.3", database, FOLDER + "/early"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        assert done.returncode != 0, "the server 5.0.3 starts on a database of version 4"
    with Daemon(PROGRAMS, database, FOLDER) as daemon:
        before = counts(daemon)
        words = ["migrate", "--to", "5", "--accounts", FOLDER + "/accounts.json", "--long", "--yes", "-o", "json"]
        report = json.loads(daemon.vctl(*words, *(["--no-copy"] if IS_SERVER else [])))
        assert report["steps"], report
        assert json.loads(daemon.vctl(*words[:3], "--long", "--yes", "-o", "json"))["steps"] == [], "a second time"
        assert len(json.load(open(FOLDER + "/accounts.json"))["users"]) == len(before["user"])
        after = counts(daemon)
        for entity in before:
            assert set(before[entity]) <= set(after[entity]), (entity, before[entity], after[entity])
    migrated = dump(database)
    now = facts("5.0.3", database)
    assert now == known, "\n".join("- %s\n+ %s" % pair for pair in zip(known, now) if pair[0] != pair[1])
    served(before, database)
    first = dump(database)
    served(before, database)
    second = dump(database)
    for one, other, what in ((migrated, first, "the first start"), (first, second, "the second start")):
        changed = [line for line in set(one) ^ set(other) if not is_changing(line)]
        assert not changed, (what, sorted(changed)[:10])
    print("%s%s to 5: %d facts as before by the models of 5.0.3; %d rows; the server 5.0.3 changed none of them at two starts, and lists %s" % (
        os.path.basename(FILE), " on which 5.0.3 was started" if os.environ.get("STARTED") else "", len(known), len(migrated), ", ".join("%d %ss" % (len(ids), e) for e, ids in before.items() if ids)))


main()
