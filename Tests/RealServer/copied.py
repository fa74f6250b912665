"""Copies one real database to the other engine and back, and lets the real server read and use the copies. Called by
`copied`.

usage: copied.py PROGRAMS MODELS SERVER FILE VERSION FOLDER

MODELS runs a script with the models of VERSION, SERVER starts a real server. A FILE that ends in .pgsql is a dump for psql;
CLUSTER is the command that makes databases on a server."""
import json
import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request

from real import OPENER, Daemon, Server, set_secrets

PROGRAMS, MODELS, SERVER, FILE, VERSION, FOLDER = sys.argv[1:7]
HERE = os.path.dirname(os.path.abspath(__file__))
GENERATION = int(VERSION[0])
NAME = os.path.basename(FOLDER).lower().replace(".", "_")


def cluster(verb, *words):
    program, folder = os.environ["CLUSTER"].split("\t")
    done = subprocess.run([program, verb, folder, *words], stdout=subprocess.PIPE, check=True, universal_newlines=True)
    return done.stdout.strip()


def is_server(database):
    return database.startswith("postgresql:")


def name_of(uri):
    return uri.split("?")[0].split("/")[-1]


def original():
    if not FILE.endswith(".pgsql"):
        path = os.path.join(FOLDER, "original.sqlite")
        shutil.copy(FILE, path)
        os.chmod(path, 0o600)
        return path
    uri = cluster("create", NAME)
    cluster("psql", name_of(uri), "-1", "-f", FILE)
    return uri


def duplicate(database, name):
    """Another one with the same contents, since models and servers change what they open."""
    if not is_server(database):
        path = os.path.join(FOLDER, name + ".sqlite")
        shutil.copy(database, path)
        return path
    uri = cluster("create", NAME + name)
    cluster("copy", name_of(database), NAME + name)
    return uri


def models(database, *words):
    done = subprocess.run(
        [MODELS, VERSION, database, HERE + "/copied_models.py", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        universal_newlines=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return [line for line in done.stdout.splitlines() if line.split(" ")[0] in ("row", "record", "insert")]


def copy(database, name):
    """A copy on the other engine, and the number of its rows."""
    target = os.path.join(FOLDER, name + ".sqlite") if is_server(database) else cluster("create", NAME + name)
    with Daemon(PROGRAMS, database, FOLDER) as daemon:
        answer = json.loads(daemon.vctl("copy", "--to", target, "-o", "json"))
        log = daemon.vctl("audit", "-o", "jsonl")
    assert answer["left"] == [] and answer["hindrances"] == [], answer
    return target, answer, log


def same(one, other, what):
    for left, right in zip(one, other):
        assert left == right, "%s:\n- %s\n+ %s" % (what, left, right)
    assert len(one) == len(other) and one, "%s: %d and %d lines" % (what, len(one), len(other))


def token(server):
    if GENERATION < 5:
        return server.token()
    # The stand-in for Keycloak asks for no password.
    form = urllib.parse.urlencode({"grant_type": "password", "username": "root", "password": "any"}).encode()
    url = server.url[: -len("/api")] + "/realms/none/protocol/openid-connect/token"
    with OPENER.open(urllib.request.Request(url, data=form), timeout=120) as answer:
        return json.loads(answer.read())["access_token"]


def serve(database, lines):
    """What the API lists, and the ids of what it makes."""
    highest = {}
    for line in lines:
        if line.startswith("record "):
            highest.setdefault(line.split(" ")[1], []).append(int(line.split(" ")[2]))
    part = "Run" if GENERATION >= 4 else "Result"
    kinds = {kind.lower(): kind for kind in ("Organization", "Collaboration", "User", "Node", "Role", "Rule", "Task", part)}
    with Server(SERVER, VERSION, database, os.path.join(FOLDER, "server")) as server:
        root = token(server)
        shown = {kind: server.listed("/" + kind, root) for kind in kinds}
        for kind, model in kinds.items():
            ids = sorted(one["id"] for one in shown[kind])
            known = sorted(highest.get(model, []))
            # A server adds its rules and roles when it starts.
            missing = set(known) - set(ids)
            assert not missing and (kind in ("rule", "role") or ids == known), (kind, ids, known)
        made = server.call("POST", "/organization", {"name": "made by the API"}, token=root)
        assert made["id"] > max(highest["Organization"]), made
        made = server.call("POST", "/collaboration", {
            "name": "made by the API", "encrypted": False, "organization_ids": [made["id"]]}, token=root)
        assert (made[0] if isinstance(made, list) else made)["id"] > max(highest["Collaboration"]), made
    return sum(len(items) for items in shown.values())


def main():
    source = original()
    if GENERATION < 5:
        set_secrets(PROGRAMS, source, FOLDER)
    there, answer, log = copy(source, "there")
    back, again, second = copy(there, "back")
    before = models(duplicate(source, "read"))
    same(before, models(duplicate(there, "there_read")), "the models on the copy")
    same(before, models(duplicate(back, "back_read")), "the models on the copy of the copy")
    own = ("vantage6_admin_sequence", "vantage6_admin_state")
    tables = lambda report: sorted((one["table"], one["rows"], one["digest"]) for one in report["tables"] if one["table"] not in own)
    assert tables(answer) == tables(again), "the digests differ"
    assert log == second, "the audit logs differ"
    inserted = 0
    for line in models(duplicate(there, "insert"), "insert"):
        _, model, made, highest = line.split(" ")
        assert int(made) > int(highest), line
        inserted += 1
    assert inserted == 7, inserted
    listed = serve(there, before)
    print("%s to %s and back: %d lines of the models of %s as before, %d records inserted by them, %d records listed and 2 made by its API" % (
        os.path.basename(FILE), answer["engine"], len(before), VERSION, inserted, listed))


main()
