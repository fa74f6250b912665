"""The real server and the daemon, started on one file: nothing here sleeps, everything waits for an answer."""
import glob
import json
import os
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PATIENCE = 120


class Server:
    """vantage6-server as its image runs it: uwsgi with its own WSGI file."""

    def __init__(self, environment, folder, database):
        self.port = free_port()
        self.url = "http://127.0.0.1:%d/api" % self.port
        self.log = os.path.join(folder, "server.log")
        config = os.path.join(folder, "server.yaml")
        logging = {
            "level": "WARNING", "use_console": True, "backup_count": 1, "max_size": 1024, "file": "vantage6.log",
            "format": "%(levelname)s %(message)s", "datefmt": "%H:%M:%S"}
        with open(config, "w") as file:  # JSON is YAML.
            json.dump({
                "description": "compat", "ip": "127.0.0.1", "port": self.port, "api_path": "/api",
                "uri": "sqlite:///" + database, "allow_drop_all": False, "jwt_secret_key": "compat" * 8,
                "logging": logging}, file)
        wsgi, = glob.glob(environment + "/lib/python3*/site-packages/vantage6/server/wsgi.py")
        self.process = subprocess.Popen(
            [environment + "/bin/uwsgi", "--virtualenv", environment, "--http", "127.0.0.1:%d" % self.port,
             "--gevent", "1000", "--http-websockets", "--http-chunked-input", "--http-keepalive", "--post-buffering", "0",
             "--master", "--callable", "app", "--disable-logging", "--die-on-term", "--need-app", "--wsgi-file", wsgi,
             "--pyargv", config],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder,
            env={"PATH": environment + "/bin:" + os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8", "NO_PROXY": "*"})
        self.wait()

    def wait(self):
        """From the line on that tells of the port, requests wait until the application answers them."""
        bound = threading.Event()

        def read():
            with open(self.log, "wb") as log:
                for line in self.process.stdout:
                    log.write(line)
                    log.flush()
                    if b"uWSGI http bound on" in line:
                        bound.set()
            bound.set()

        self.reader = threading.Thread(target=read, daemon=True)
        self.reader.start()
        if not bound.wait(PATIENCE) or self.call("GET", "/version")[0] != 200:
            self.stop()
            raise SystemExit("the server did not start:\n" + open(self.log, errors="replace").read()[-3000:])

    def call(self, method, path, body=None, token=None):
        """The status and the answer."""
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            with OPENER.open(request, timeout=PATIENCE) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            try:
                return error.code, json.loads(text)
            except ValueError:
                return error.code, text

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.reader.join(20)


class Daemon:
    """vantage6-admin, and vctl that talks to it."""

    def __init__(self, programs, folder, database):
        self.programs = programs
        self.socket = os.path.join(folder, "admin.sock")
        notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notices.bind(os.path.join(folder, "notify"))
        notices.settimeout(PATIENCE)
        self.process = subprocess.Popen(
            [programs + "/vantage6-admin", "--socket", self.socket, "--database", database, "--log-level", "error"],
            stdin=subprocess.DEVNULL, env=dict(os.environ, NOTIFY_SOCKET=os.path.join(folder, "notify")))
        while b"READY=1" not in notices.recv(4096).split(b"\n"):
            pass

    def run(self, *words, given=None):
        """The exit status, and what vctl printed on both."""
        done = subprocess.run(
            [self.programs + "/vctl", "--socket", self.socket, *words], input=given or "", stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, universal_newlines=True, timeout=PATIENCE)
        return done.returncode, done.stdout, done.stderr

    def vctl(self, *words, given=None):
        """What vctl answers as JSON; ends the test where it refuses."""
        status, out, err = self.run(*words, "-o", "json", given=given)
        if status:
            raise AssertionError("vctl %s: exit %d: %s" % (" ".join(words), status, err.strip()))
        return json.loads(out or "null")

    def last_change(self):
        return self.vctl("audit", "--limit", "1")[0]["seq"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
