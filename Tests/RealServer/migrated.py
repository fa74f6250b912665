"""Migrates one real file, and lets the real server read it: by its models, and by its HTTP API. Called by `migrated`.

usage: migrated.py PROGRAMS MODELS SERVER FILE BORN READER TARGET TARGET_VERSION FOLDER

MODELS runs a script with the models of a version, SERVER starts a real server. BORN is the generation of the server that
made FILE, READER the version whose models read it before (ORIGIN=FILE names another file that they read in its place)."""
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

PROGRAMS, MODELS, SERVER, FILE, BORN, READER, TARGET, VERSION, FOLDER = sys.argv[1:10]
HERE = os.path.dirname(os.path.abspath(__file__))
KEY, PASSWORD = "5c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fa001", "Right-horse-7"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Daemon:
    def __init__(self, path, name):
        self.socket = os.path.join(FOLDER, name)
        self.process = subprocess.Popen(
            [PROGRAMS + "/vantage6-admin", "--socket", self.socket, "--database", path],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        # It says so when the socket is there.
        for line in self.process.stdout:
            if line.rstrip().endswith(b"ready"):
                break

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.stdout.read()
        assert self.process.wait() == 0

    def vctl(self, *words, secret=None):
        done = subprocess.run(
            [PROGRAMS + "/vctl", *words, "--socket", self.socket], input=secret, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, universal_newlines=True)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout


def facts(version, path):
    """On a copy, since the models of a later version add columns to a file."""
    copy = path + ".read"
    shutil.copy(path, copy)
    done = subprocess.run([MODELS, version, copy, HERE + "/facts.py", BORN], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          universal_newlines=True)
    os.remove(copy)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


def prepare(source, path):
    """A copy in which root has a known password, and the first node a known key."""
    shutil.copy(source, path)
    with Daemon(path, "a") as daemon:
        daemon.vctl("user", "set_password", "root", "password=@-", secret=PASSWORD)
        nodes = daemon.vctl("node", "list", "-o", "csv", "--fields", "id", "--no-header").split()
        daemon.vctl("node", "update", nodes[0], "api_key=@-", secret=KEY)


def same(one, other, what):
    if one == other:
        return
    for left, right in zip(one, other):
        if left != right:
            print("- %s\n+ %s" % (left, right))
    sys.exit("%s: the lines differ (%d and %d)" % (what, len(one), len(other)))


def call(url, method, path, body=None, token=None):
    request = urllib.request.Request(
        url + path, method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **({"Authorization": "Bearer " + token} if token else {})})
    try:
        with OPENER.open(request, timeout=120) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        sys.exit("%s %s answered %d: %s" % (method, path, error.code, error.read()[:500].decode()))


def listed(url, path, token):
    """All items of a list, whichever way the version pages it."""
    items, page = [], 1
    while True:
        answer = call(url, "GET", "%s?page=%d&per_page=50" % (path, page), token=token)
        found = answer["data"] if isinstance(answer, dict) else answer
        items += found
        if len(found) < 50:
            return items
        page += 1


def serve(path, before):
    """What the real server answers: all tasks and results, the old password and the old key."""
    folder = os.path.join(FOLDER, "server")
    started = subprocess.run([SERVER, "start", VERSION, path, folder], stdout=subprocess.PIPE, universal_newlines=True)
    assert started.returncode == 0, open(folder + "/log", errors="replace").read()[-3000:]
    try:
        url = started.stdout.split()[0]
        root = call(url, "POST", "/token/user", {"username": "root", "password": PASSWORD})["access_token"]
        node = call(url, "POST", "/token/node", {"api_key": KEY})["access_token"]
        part = "/run" if TARGET == "4" else "/result"
        tasks, parts = listed(url, "/task", root), listed(url, part, root)
        mine = listed(url, part, node)
        assert mine or not parts, "a node sees no results"
        for kind in ("/organization", "/collaboration", "/user", "/role", "/rule", "/node"):
            assert listed(url, kind, root), kind
        counts = {line.split()[0]: int(line.split()[1]) for line in before[:6]}
        assert (len(tasks), len(parts)) == (counts["Task"], counts["Result"]), (len(tasks), len(parts), counts)
        states = sorted("%s %s" % (one["id"], one["status"]) for one in parts) if TARGET == "4" else None
        return len(tasks), len(parts), len(mine), states
    finally:
        subprocess.run([SERVER, "stop", folder], check=True)


def main():
    path, origin = os.path.join(FOLDER, "file.sqlite"), os.path.join(FOLDER, "origin.sqlite")
    prepare(FILE, path)
    if os.environ.get("ORIGIN"):
        prepare(os.environ["ORIGIN"], origin)
    else:
        shutil.copy(path, origin)
    # Equal passwords have different hashes: the files are compared without those of root.
    strip = lambda lines: [line for line in lines if not line.startswith("user 1 root")]
    before = facts(READER, origin)
    with Daemon(path, "b") as daemon:
        report = json.loads(daemon.vctl("migrate", "--to", TARGET, "--long", "--yes", "-o", "json"))
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
