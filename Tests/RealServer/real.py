"""What the scripts that run the real server beside the daemon have in common."""
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request

KEY, PASSWORD = "5c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fa001", "Right-horse-7"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Daemon:
    """The daemon on a file, until the end of the block."""

    def __init__(self, programs, path, folder, *options):
        self.programs, self.socket = programs, os.path.join(folder, "socket")
        self.process = subprocess.Popen(
            [programs + "/vantage6-admin", "--socket", self.socket, "--database", path, *options],
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

    def vctl(self, *words, secret=None, status=0):
        done = subprocess.run(
            [self.programs + "/vctl", *words, "--socket", self.socket], input=secret, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, universal_newlines=True)
        assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout


class Server:
    """A real server on a file, until the end of the block."""

    def __init__(self, tool, version, path, folder):
        self.tool, self.folder = tool, folder
        started = subprocess.run([tool, "start", version, path, folder], stdout=subprocess.PIPE, universal_newlines=True)
        assert started.returncode == 0, open(folder + "/log", errors="replace").read()[-3000:]
        self.url = started.stdout.split()[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run([self.tool, "stop", self.folder], check=True)

    def answer(self, method, path, body=None, token=None):
        """The status and the JSON of a call."""
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **({"Authorization": "Bearer " + token} if token else {})})
        try:
            with OPENER.open(request, timeout=120) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, error.read()[:500].decode()

    def call(self, method, path, body=None, token=None):
        status, answer = self.answer(method, path, body, token)
        assert status < 400, "%s %s answered %d: %s" % (method, path, status, answer)
        return answer

    def token(self):
        """That of the user root."""
        return self.call("POST", "/token/user", {"username": "root", "password": PASSWORD})["access_token"]

    def listed(self, path, token):
        """All items of a list, whichever way the version pages it."""
        items, page = [], 1
        while True:
            answer = self.call("GET", "%s?page=%d&per_page=50" % (path, page), token=token)
            found = answer["data"] if isinstance(answer, dict) else answer
            items += found
            if len(found) < 50:
                return items
            page += 1


def prepare(programs, source, path):
    """A copy in which root has a known password, and the first node a known key."""
    shutil.copy(source, path)
    set_secrets(programs, path, os.path.dirname(path))


def set_secrets(programs, database, folder):
    """Gives root the known password, and the first node the known key."""
    with Daemon(programs, database, folder) as daemon:
        daemon.vctl("user", "set_password", "root", "password=@-", secret=PASSWORD)
        nodes = daemon.vctl("node", "list", "-o", "csv", "--fields", "id", "--no-header").split()
        daemon.vctl("node", "update", nodes[0], "api_key=@-", secret=KEY)
