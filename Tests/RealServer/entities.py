"""Imports a file by vctl and by the real server's own import, each into the same new database, and compares the rows.

usage: entities.py PROGRAMS TOOL VERSION FILE FOLDER

Called by `entities`. What differs by intention is made alike first: `ALIKE` gives the reasons."""
import os
import re
import shutil
import subprocess
import sys

from real import Daemon

PROGRAMS, TOOL, VERSION, FILE, FOLDER = sys.argv[1:6]
HERE = os.path.dirname(os.path.abspath(__file__))
# What the real import writes, what stands there after ours, and why.
ALIKE = [
    # The API stores null for an organization without a key.
    (r"_public_key=b''", "_public_key=None"),
    # The first user in the database would be the author of every task.
    (r"init_user_id=1 ", "init_user_id=None "),
    # 3.x writes an input that no node can decode, and no status, which the server's API then counts as finished.
    (r"input='something'", "input='eyJhIjogImIifQ=='"),
    (r"(started_at=None) status=None", r"\1 status='pending'"),
]


class Fresh(Daemon):
    """A daemon that makes a new database of the version."""

    def __init__(self, path):
        super().__init__(PROGRAMS, path, FOLDER, "--layout", VERSION[0])


def rows(path, is_theirs):
    """All rows, without the role of superusers that the real import gives to all users."""
    dump = subprocess.run([sys.executable, os.path.join(HERE, "dump.py"), path], stdout=subprocess.PIPE, check=True,
                          universal_newlines=True).stdout
    if not is_theirs:
        return dump.splitlines()
    # From 4.x on, the API gives a new node this status, and the server's start all nodes.
    node = [(r"status=None type='node'", "status='offline' type='node'")] if VERSION[0] >= "4" else []
    for pattern, ours in ALIKE + node:
        dump = re.sub(pattern, ours, dump)
    lines = dump.splitlines()
    supers = [re.search(r" id=(\d+) ", line)[1] for line in lines if "description='Super user'" in line]
    return [line for line in lines if "description='Super user'" not in line
            and not (line.startswith("role_id=") and re.match(r"role_id=(\d+) ", line)[1] in supers)]


def main():
    ours, theirs = os.path.join(FOLDER, "ours.sqlite"), os.path.join(FOLDER, "theirs.sqlite")
    with Fresh(ours) as daemon:
        daemon.vctl("role", "sync_defaults")
    shutil.copy(ours, theirs)
    with Daemon(PROGRAMS, ours, FOLDER) as daemon:
        daemon.vctl("import", FILE, "--quiet")
    subprocess.run([TOOL, VERSION, theirs, os.path.join(HERE, "entities_load.py"), FILE], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    left, right = rows(ours, False), rows(theirs, True)
    for line in left:
        if line not in right:
            print("only ours:   " + line[:200])
    for line in right:
        if line not in left:
            print("only theirs: " + line[:200])
    assert left == right
    print("%s: %s: %d rows are the same" % (VERSION, os.path.basename(FILE), len([row for row in left if "=" in row])))


main()
