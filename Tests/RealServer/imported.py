"""Imports a file into a new database, and lets the real server serve it. Called by `imported`.

usage: imported.py PROGRAMS SERVER VERSION FOLDER [ORIGIN]

SERVER starts a real server of VERSION. ORIGIN is a database whose export is imported, with its passwords and keys; without
it, a file in the form of the server's own import is."""
import json
import os
import sys

from real import KEY, PASSWORD, Daemon, Server, prepare

PROGRAMS, SERVER, VERSION, FOLDER = sys.argv[1:5]
ORIGIN = sys.argv[5] if len(sys.argv) > 5 else None
GENERATION = VERSION[0]
PART = "run" if GENERATION >= "4" else "result"
ENTITIES = """
organizations:
  - name: root
    users:
      - {username: root, password: %s, email: root@example.org}
  - name: Northern Registry
    domain: north.example
    address1: Street 1
    address2:
    zipcode: 0123
    country: Nowhere
    public_key: ""
    users:
      - {username: ann, firstname: Ann, lastname: Lee, password: %s, email: ann@north.example}
  - name: Southern Clinic
    users: []
collaborations:
  - name: Both
    encrypted: false
    participants:
      - {name: Northern Registry, api_key: %s}
      - Southern Clinic
    tasks: ["hello-world"]
""" % (PASSWORD, PASSWORD, KEY)


class Fresh(Daemon):
    """A daemon that makes a new database of the version."""

    def __init__(self, path):
        super().__init__(PROGRAMS, path, FOLDER, "--layout", GENERATION)


def source():
    """The file to import, and what an export of its origin lists."""
    path = os.path.join(FOLDER, "file.yaml")
    if not ORIGIN:
        with open(path, "w", encoding="utf-8") as file:
            file.write(ENTITIES)
        return path
    origin = os.path.join(FOLDER, "origin.sqlite")
    prepare(PROGRAMS, ORIGIN, origin)
    with Daemon(PROGRAMS, origin, FOLDER) as daemon:
        daemon.vctl("export", path, "--with-secrets")
    return path


def main():
    path, file = os.path.join(FOLDER, "new.sqlite"), source()
    with Fresh(path) as daemon:
        words = ["import", file, "--role", "Root", "--accept", "default_role", "-o", "json"]
        if not ORIGIN:
            daemon.vctl("role", "sync_defaults")
        report = json.loads(daemon.vctl(*words))
    made = {item["entity"]: item["created"] + item["unchanged"] for item in report["records"]}
    with Server(SERVER, VERSION, path, os.path.join(FOLDER, "server")) as server:
        token = server.token()
        server.call("POST", "/token/node", {"api_key": KEY})
        kinds = {"organization": "organization", "collaboration": "collaboration", "user": "user", "node": "node",
                 "task": "task", "result": PART}
        for entity, kind in kinds.items():
            count = len(server.listed("/" + kind, token))
            assert count >= made.get(entity, 0) > 0, (kind, count, made)
    print("%s: %s imported; root and a node log in, and everything is listed" % (
        VERSION, os.path.basename(ORIGIN or "a file for the server's own import")))


main()
