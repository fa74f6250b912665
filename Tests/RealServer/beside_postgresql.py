"""Runs a daemon and, for 4.15.2, a real server on one PostgreSQL database under load from both, and lets the real models
read the result. Called by `beside-postgresql`.

usage: beside_postgresql.py PROGRAMS SERVER MODELS VERSION URI FOLDER SECONDS"""
import base64
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

PROGRAMS, SERVER, MODELS, VERSION, URI, FOLDER = sys.argv[1:7]
SECONDS = float(sys.argv[7])
SOCKET, PASSWORD = FOLDER + "/s", "Right-horse-7"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# Names with all that text can have.
NAME = "beside Ö 🦉 '\" %d %d"


def call(url, path, body, token=None):
    request = urllib.request.Request(
        url + path, method="POST", data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **({"Authorization": "Bearer " + token} if token else {})})
    with OPENER.open(request, timeout=120) as answer:
        return json.loads(answer.read())


class Worker:
    """Works in a thread of its own until it is ended."""

    def __init__(self):
        self.made, self.errors, self.is_over = [], [], threading.Event()
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def end(self):
        self.is_over.set()
        self.thread.join()


class Poster(Worker):
    """A user of the real server who posts tasks."""

    def __init__(self, url):
        self.url = url
        self.token = call(url, "/token/user", {"username": "john", "password": PASSWORD})["access_token"]
        super().__init__()

    def work(self):
        asked = [{"id": 2, "input": base64.b64encode(b"{}").decode()}]
        while not self.is_over.is_set():
            try:
                self.made.append(call(self.url, "/task", {
                    "collaboration_id": 1, "name": "posted", "image": "average", "organizations": asked},
                    self.token)["id"])
            except urllib.error.HTTPError as error:
                self.errors.append("the real server: %d: %s" % (error.code, error.read()[:300].decode()))
            except OSError as error:
                self.errors.append("the real server: %s" % error)


class Changer(Worker):
    """A client of the daemon, which creates, changes and reads organizations, and now and then deletes one."""

    def __init__(self, number):
        self.number, self.count, self.deleted = number, 0, []
        super().__init__()

    def work(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(120)
            connection.connect(SOCKET)
            self.lines, self.connection = connection.makefile("rb"), connection
            while not self.is_over.is_set():
                self.turn()

    def turn(self):
        self.count += 1
        name = NAME % (self.number, self.count)
        made = self.ask("organization.create", {"values": {"name": name}})
        if made is None:
            return
        self.ask("organization.update", {"id": made["id"], "values": {"zipcode": str(self.count)}})
        self.ask("organization.list", {"limit": 20, "fields": ["name", "users"]})
        self.ask("task.list", {"limit": 20})
        if self.count % 5:
            self.made.append(made["id"])
        elif self.ask("organization.delete", {"id": made["id"]}) is not None:
            self.deleted.append(made["id"])

    def ask(self, method, params):
        self.connection.sendall(json.dumps(
            {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n")
        answer = json.loads(self.lines.readline())
        if "error" in answer:
            self.errors.append("the daemon: %s: %s" % (method, answer["error"]))
        return answer.get("result")


def vctl(*words, secret=None):
    return subprocess.run(
        [PROGRAMS + "/vctl", *words, "--socket", SOCKET], input=secret, stdout=subprocess.PIPE, check=True,
        universal_newlines=True).stdout


def rows(statement):
    return subprocess.run(
        ["psql", "-XqAt", URI, "-c", statement], stdout=subprocess.PIPE, check=True,
        universal_newlines=True).stdout.split()


def work_beside():
    """A minute of both; what went wrong."""
    vctl("user", "set_password", "john", "password=@-", secret=PASSWORD)
    vctl("user", "update", "john", "roles+=Root")
    folder = FOLDER + "/server"
    started = subprocess.run(
        [SERVER, "start", VERSION, URI, folder], stdout=subprocess.PIPE, universal_newlines=True, check=True)
    url, workers = started.stdout.split()[0], []
    try:
        posters = [Poster(url) for _ in range(2)]
        changers = [Changer(number) for number in range(3)]
        workers = posters + changers
        time.sleep(SECONDS)
    finally:
        for worker in workers:
            worker.end()
        subprocess.run([SERVER, "stop", folder], check=True)
    wrong = [error for worker in workers for error in worker.errors]
    wrong += lost("task", "name = 'posted'", posters) + lost("organization", "name like 'beside %'", changers)
    with open(folder + "/log", encoding="utf-8", errors="replace") as log:
        wrong += ["the real server's log: " + line.strip() for line in log if "Traceback" in line or "psycopg2" in line]
    counts = [sum(len(worker.made) for worker in group) for group in (posters, changers)]
    print("%s: %d tasks posted, %d organizations created and changed beside them in %d s"
          % (VERSION, counts[0], counts[1], SECONDS), flush=True)
    return wrong


def lost(table, condition, workers):
    made = sorted(number for worker in workers for number in worker.made)
    there = sorted(int(number) for number in rows("select id from %s where %s" % (table, condition)))
    return [] if made == there else ["%s: %d were made, and %d are there" % (table, len(made), len(there))]


READING = """
made = [row for row in db.Organization.get() if row.name and row.name.startswith("beside ")]
assert made and all(row.zipcode for row in made), made
user = [row for row in db.User.get() if row.username == "beside"][0]
assert user.firstname == "B\\u00e9" and [role.name for role in user.roles], user.roles
assert user.check_password("%s")
collaboration = [row for row in db.Collaboration.get() if row.name == "beside"][0]
assert collaboration.encrypted is True
assert [row.name for row in collaboration.organizations] == [user.organization.name]
print(len(made), "organizations and what belongs to them, read by the real models")
""" % PASSWORD


def read_by_models():
    """Lets the real models read what the daemon writes; what went wrong."""
    name = NAME % (99, 0)
    vctl("organization", "create", "name=" + name, "zipcode=1")
    vctl("collaboration", "create", "name=beside", "encrypted=true", "organizations+=" + name)
    role = json.loads(vctl("role", "list", "-o", "json"))
    first = (role["items"] if isinstance(role, dict) else role)[0]["name"]
    vctl("user", "create", "username=beside", "firstname=Bé", "organization=" + name, "roles+=" + first,
         "password=@-", secret=PASSWORD)
    script = FOLDER + "/reading.py"
    with open(script, "w", encoding="utf-8") as file:
        file.write(READING)
    ended = subprocess.run([MODELS, VERSION, URI, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           universal_newlines=True, check=False)
    if ended.returncode:
        return ["the real models: " + ended.stdout[-500:] + ended.stderr[-1500:]]
    print("%s: %s" % (VERSION, ended.stdout.strip().split("\n")[-1]), flush=True)
    return []


def main():
    daemon = subprocess.Popen(
        [PROGRAMS + "/vantage6-admin", "--socket", SOCKET, "--database", URI],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, universal_newlines=True)
    try:
        said = []
        for line in daemon.stderr:
            said.append(line)
            if line.rstrip().endswith("ready"):
                break
        reader = threading.Thread(target=lambda: said.extend(daemon.stderr))
        reader.start()
        wrong = work_beside() if VERSION.startswith("4") else []
        wrong += read_by_models()
    finally:
        daemon.terminate()
        daemon.wait()
    reader.join()
    wrong += ["the daemon's log: " + line for line in said if "internal" in line or "busy" in line]
    for line in list(dict.fromkeys(wrong))[:20]:
        print("%s: %s" % (VERSION, line.rstrip()), file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main())
