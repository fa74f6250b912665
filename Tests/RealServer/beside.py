"""Runs a daemon and a real server on one file, posts tasks to the server, and repeats what takes vctl long. Called by
`beside`.

usage: beside.py PROGRAMS SERVER VERSION JOURNAL SAMPLE FOLDER ROWS SECONDS"""
import base64
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

PROGRAMS, SERVER, VERSION, JOURNAL, SAMPLE, FOLDER = sys.argv[1:7]
ROWS, SECONDS = int(sys.argv[7]), float(sys.argv[8])
DATABASE, SOCKET, BACKUP = FOLDER + "/db.sqlite", FOLDER + "/s", FOLDER + "/backup"
PARTS = "run" if VERSION.startswith("4") else "result"
PASSWORD = "Right-horse-7"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
LOCKED = "database is locked"
# What vctl says where a file without a write-ahead log has to be copied and others change it all the time.
CHANGED = ("the backup was begun again three times", "no private copy of the database could be made")
# The exit statuses of a command that did what it was asked for; a check that finds something says 8.
DONE = (0, 8)


def make():
    """A copy of the sample with many results, each of a thousand bytes."""
    with open(SAMPLE, "rb") as source, open(DATABASE, "wb") as target:
        target.write(source.read())
    connection = sqlite3.connect(DATABASE)
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO %s "
        "(task_id, organization_id, result) SELECT (SELECT min(id) FROM task), 2, hex(randomblob(500)) FROM n" % PARTS,
        [ROWS])
    connection.commit()
    connection.close()


def vctl(*words, secret=None):
    return subprocess.run(
        [PROGRAMS + "/vctl", *words, "--socket", SOCKET], input=secret, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, universal_newlines=True, check=False)


def call(url, path, body, token=None):
    request = urllib.request.Request(
        url + path, method="POST", data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **({"Authorization": "Bearer " + token} if token else {})})
    with OPENER.open(request, timeout=120) as answer:
        return json.loads(answer.read())


class Poster:
    """A user who posts five tasks a second, until it is ended."""

    def __init__(self, url):
        self.url, self.seconds, self.errors, self.is_over = url, [], [], threading.Event()
        self.token = call(url, "/token/user", {"username": "john", "password": PASSWORD})["access_token"]
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self):
        asked = [{"id": 2, "input": base64.b64encode(b"{}").decode()}]
        while not self.is_over.wait(0.2):
            began = time.monotonic()
            try:
                call(self.url, "/task", {
                    "collaboration_id": 1, "name": "posted", "image": "average", "organizations": asked}, self.token)
            except urllib.error.HTTPError as error:
                self.errors.append("%d: %s" % (error.code, error.read()[:300].decode()))
            self.seconds.append(time.monotonic() - began)

    def end(self):
        self.is_over.set()
        self.thread.join()


def repeat(url, *words):
    """Repeats a command of vctl beside a poster; a line about it, and what went wrong."""
    poster, runs, wrong, refused = Poster(url), 0, [], 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if os.path.exists(BACKUP):
            os.unlink(BACKUP)
        ended = vctl(*words)
        if "--hold" not in words and any(text in ended.stderr for text in CHANGED):
            refused += 1
        elif ended.returncode not in DONE:
            wrong.append("vctl %s: %s" % (words[0], ended.stderr))
        runs += 1
    poster.end()
    print("%s %s: vctl %s, %d times, %d of them refused since the file changed: %d tasks posted, the longest took %.2f s"
          % (VERSION, JOURNAL, " ".join(word for word in words if word != BACKUP), runs, refused,
             len(poster.seconds), max(poster.seconds, default=0)), flush=True)
    return wrong + ["the real server: " + error for error in poster.errors]


def changes(url):
    """Changes of the daemon's own beside a poster and a check."""
    beside, number = threading.Thread(target=vctl, args=["check", "--hold"]), 0
    beside.start()
    poster, wrong = Poster(url), []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        ended = vctl("organization", "update", "3", "zipcode=%d" % number)
        if ended.returncode:
            wrong.append("vctl organization update: " + ended.stderr)
        number += 1
    poster.end()
    beside.join()
    print("%s %s: %d changes by vctl beside vctl check --hold: %d tasks posted, the longest took %.2f s"
          % (VERSION, JOURNAL, number, len(poster.seconds), max(poster.seconds, default=0)), flush=True)
    return wrong + ["the real server: " + error for error in poster.errors]


def is_whole(path):
    connection = sqlite3.connect(path)
    said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return said == "ok"


def main():
    make()
    daemon = subprocess.Popen(
        [PROGRAMS + "/vantage6-admin", "--socket", SOCKET, "--database", DATABASE, "--journal", JOURNAL],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    folder = FOLDER + "/server"
    try:
        # It says so when the socket is there.
        for line in daemon.stdout:
            if line.rstrip().endswith(b"ready"):
                break
        said = []
        reader = threading.Thread(target=lambda: said.extend(daemon.stdout.read().decode().splitlines()))
        reader.start()
        vctl("user", "set_password", "john", "password=@-", secret=PASSWORD)
        vctl("user", "update", "john", "roles+=Root")
        started = subprocess.run(
            [SERVER, "start", VERSION, DATABASE, folder], stdout=subprocess.PIPE, universal_newlines=True, check=True)
        url = started.stdout.split()[0]
        try:
            wrong = []
            for words in (["check"], ["backup", BACKUP]):
                wrong += repeat(url, *words) + repeat(url, *words, "--hold")
            if not is_whole(BACKUP):
                wrong.append("the last backup is not whole")
            wrong += changes(url)
        finally:
            subprocess.run([SERVER, "stop", folder], check=True)
        with open(folder + "/log", encoding="utf-8", errors="replace") as log:
            wrong += ["the real server's log: " + line.strip() for line in log if LOCKED in line]
    finally:
        daemon.terminate()
        reader.join()
        daemon.wait()
    wrong += ["the daemon: " + line for line in said if LOCKED in line]
    if not is_whole(DATABASE):
        wrong.append("the database is not whole")
    for line in dict.fromkeys(wrong):
        print("%s %s: %s" % (VERSION, JOURNAL, line.rstrip()), file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main())
