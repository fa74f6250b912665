"""Migrates one real database, and lets the real server read it: by its models, and by its HTTP API. Called by `migrated`.

usage: migrated.py PROGRAMS MODELS SERVER FILE BORN READER TARGET TARGET_VERSION FOLDER

MODELS runs a script with the models of a version, SERVER starts a real server. BORN is the generation of the server that
made FILE, READER the version whose models read it before (ORIGIN=FILE names another file that they read in its place).
A FILE that ends in .pgsql is a dump for psql; CLUSTER is then the command that makes databases on a server."""
import json
import os
import shutil
import subprocess
import sys

from real import KEY, Daemon, Server, set_secrets

PROGRAMS, MODELS, SERVER, FILE, BORN, READER, TARGET, VERSION, FOLDER = sys.argv[1:10]
HERE = os.path.dirname(os.path.abspath(__file__))


IS_SERVER = FILE.endswith(".pgsql")


def cluster(verb, *words):
    program, folder = os.environ["CLUSTER"].split("\t")
    done = subprocess.run([program, verb, folder, *words], stdout=subprocess.PIPE, check=True, universal_newlines=True)
    return done.stdout.strip()


def name_of(uri):
    return uri.split("?")[0].split("/")[-1]


def made(name, source):
    """A database of that name with what a file of Tests/Data has: the path of a file, or a URI."""
    if not IS_SERVER:
        path = os.path.join(FOLDER, name + ".sqlite")
        shutil.copy(source, path)
        return path
    uri = cluster("create", name + os.path.basename(FOLDER).lower().replace(".", "_"))
    cluster("psql", name_of(uri), "-1", "-f", source)
    return uri


def copied(database):
    """A copy, since the models of a later version add columns to a database."""
    if not IS_SERVER:
        shutil.copy(database, database + ".read")
        return database + ".read"
    copy = name_of(database) + "_read"
    cluster("drop", copy)
    uri = cluster("create", copy)
    cluster("copy", name_of(database), copy)
    return uri


def facts(version, database):
    copy = copied(database)
    done = subprocess.run([MODELS, version, copy, HERE + "/facts.py", BORN], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          universal_newlines=True)
    if not IS_SERVER:
        os.remove(copy)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


def same(one, other, what):
    if one == other:
        return
    for left, right in zip(one, other):
        if left != right:
            print("- %s\n+ %s" % (left, right))
    sys.exit("%s: the lines differ (%d and %d)" % (what, len(one), len(other)))


def serve(path, before):
    """What the real server answers: all tasks and results, the old password and the old key."""
    with Server(SERVER, VERSION, path, os.path.join(FOLDER, "server")) as server:
        root = server.token()
        node = server.call("POST", "/token/node", {"api_key": KEY})["access_token"]
        part = "/run" if TARGET == "4" else "/result"
        tasks, parts = server.listed("/task", root), server.listed(part, root)
        mine = server.listed(part, node)
        assert mine or not parts, "a node sees no results"
        for kind in ("/organization", "/collaboration", "/user", "/role", "/rule", "/node"):
            assert server.listed(kind, root), kind
        counts = {line.split()[0]: int(line.split()[1]) for line in before[:6]}
        assert (len(tasks), len(parts)) == (counts["Task"], counts["Result"]), (len(tasks), len(parts), counts)
        states = sorted("%s %s" % (one["id"], one["status"]) for one in parts) if TARGET == "4" else None
        return len(tasks), len(parts), len(mine), states


def main():
    path = made("database", FILE)
    set_secrets(PROGRAMS, path, FOLDER)
    origin = path
    if os.environ.get("ORIGIN"):
        origin = made("origin", os.environ["ORIGIN"])
        set_secrets(PROGRAMS, origin, FOLDER)
    # Equal passwords have different hashes: the files are compared without those of root.
    strip = lambda lines: [line for line in lines if not line.startswith("user 1 root")]
    before = facts(READER, origin)
    with Daemon(PROGRAMS, path, FOLDER) as daemon:
        report = json.loads(daemon.vctl("migrate", "--to", TARGET, "--long", "--yes", "-o", "json",
                                       *(["--no-copy"] if IS_SERVER else [])))
        assert report["steps"], report
    after = facts(VERSION, path)
    # Roles of the generation are added to none of these users.
    same(strip(before), strip(after), "models of " + VERSION)
    served = serve(path, before)
    # The server has seen the node since.
    still = lambda lines: [line for line in strip(lines) if not line.startswith("node ")]
    same(still(after), still(facts(VERSION, path)), "after the server's start")
    print("%s to %s: %d facts as before by the models of %s, %d tasks and %d results by its API, %d of them for the node, "
          "old password and old key" % (os.path.basename(FILE), TARGET, len(after), VERSION, *served[:3]))


main()
