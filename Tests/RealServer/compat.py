"""What the real server makes of what vctl writes, and the other way round, while both have one file open. Prints a line
for each promise. Run by Tests/RealServer/compat, with the Python of the server's environment."""
import base64
import logging
import os
import pathlib
import sqlite3
import sys
import warnings

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from compat_programs import Daemon, Server

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
from vantage6.common.encryption import RSACryptor  # noqa: E402  (it logs while it is imported)

PASSWORD, OTHER = "Long-Enough-1!", "Another-One-2!"
INPUT = base64.b64encode(b'{"method": "average"}').decode()


class Trial:
    """Both programs, and the count of promises."""

    def __init__(self, programs, environment, folder):
        self.folder = folder
        self.database = os.path.join(folder, "vantage6.sqlite")
        self.kept, self.broken = 0, []
        self.keys = {}
        self.daemon = Daemon(programs, folder, self.database)
        try:
            self.server = Server(environment, folder, self.database)
        except BaseException:
            self.daemon.stop()
            raise

    def promise(self, what, holds, seen=None):
        print(("ok: " if holds else "BROKEN: ") + what + ("" if holds or seen is None else ": %r" % (seen,)), flush=True)
        if holds:
            self.kept += 1
        else:
            self.broken.append(what)

    def get(self, path, token=None):
        return self.server.call("GET", path, token=token or self.root)[1]

    def user_logs_in(self, name, password):
        status, answer = self.server.call("POST", "/token/user", {"username": name, "password": password})
        return answer["access_token"] if status == 200 else None

    def node_logs_in(self, key):
        status, answer = self.server.call("POST", "/token/node", {"api_key": key})
        return answer["access_token"] if status == 200 else None

    def undo(self, seq, *words):
        return self.daemon.run("undo", str(seq), "--yes", *words)

    def stop(self):
        self.server.stop()
        self.daemon.stop()


def places(trial):
    """Two organizations with keys of their own, and a collaboration."""
    vctl = trial.daemon.vctl
    for name in ("Alpha", "Beta"):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = os.path.join(trial.folder, name + ".private")
        with open(private, "wb") as file:
            file.write(key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        pem = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        trial.keys[name] = (private, pem)
        with open(os.path.join(trial.folder, name + ".pem"), "wb") as file:
            file.write(pem)
    vctl("organization", "create", "name=Alpha", "public_key=@" + os.path.join(trial.folder, "Alpha.pem"))
    vctl("organization", "create", "name=Beta", "public_key=" + base64.b64encode(trial.keys["Beta"][1]).decode())
    vctl("collaboration", "create", "name=Trial", "encrypted=false", "organizations=Alpha,Beta,root")
    vctl("study", "create", "name=Cohort", "collaboration=Trial", "organizations=Alpha,Beta")
    vctl("algorithm_store", "create", "name=shop", "url=https://shop.example/api", "collaboration=Trial")
    vctl("role", "create", "name=auditor", "organization=Alpha", "rules=task:global:view,run:global:view")


def people(trial):
    vctl = trial.daemon.vctl
    for name in ("ada", "bob"):
        vctl(
            "user", "create", "username=" + name, "organization=Alpha", "roles=Root,auditor", "password=@-",
            "email=%s@alpha.example" % name, given=PASSWORD)
        trial.promise("user %s, made by vctl, logs in" % name, trial.user_logs_in(name, PASSWORD))
    trial.promise("not with another password", not trial.user_logs_in("bob", OTHER))
    failed = vctl("user", "get", "bob")["failed_login_attempts"]
    trial.promise("vctl shows the failed login", failed == 1, failed)
    trial.ada = trial.user_logs_in("ada", PASSWORD)
    seen = trial.server.call("POST", "/organization", {"name": "Gamma"}, trial.ada)
    trial.promise("ada makes an organization over HTTP", seen[0] == 201, seen)
    trial.promise("vctl shows it", vctl("organization", "get", "Gamma")["public_key"] is None)


def nodes(trial):
    trial.nodes = {}
    for name in ("Alpha", "Beta"):
        made = trial.daemon.vctl("node", "create", "name=%s node" % name, "organization=" + name, "collaboration=Trial")
        token = trial.node_logs_in(made["api_key"])
        trial.nodes[name] = (made["api_key"], token)
        trial.promise("node of %s, made by vctl, logs in with its key" % name, token)
        seen = trial.get("/node/%d" % made["id"])["status"]
        trial.promise("the API shows it offline", seen == "offline", seen)
    trial.promise("no node logs in with another key", not trial.node_logs_in("11111111-2222-4333-8444-555555555555"))


def statuses(trial, task):
    """What both sides say of a task."""
    return trial.get("/task/%d" % task)["status"], trial.daemon.vctl("task", "get", str(task))["status"]


def container_task(trial, task, answer):
    """A task that the algorithm of another one makes."""
    if not isinstance(answer, dict) or "container_token" not in answer:
        return
    status, child = trial.server.call("POST", "/task", {
        "collaboration_id": trial.collaboration, "image": "harbor.example/average", "name": "part",
        "organizations": [{"id": trial.organizations["Alpha"], "input": INPUT}]}, answer["container_token"])
    trial.promise("the container makes a task of its own", status == 201, child)
    parent = trial.daemon.vctl("task", "get", str(child["id"]))["parent"]
    trial.promise("vctl shows whose it is", parent and parent["id"] == task, parent)


def task_of_vctl(trial):
    """A task from its making by vctl to its end on a node."""
    vctl, call = trial.daemon.vctl, trial.server.call
    node = trial.nodes["Beta"][1]
    task = vctl(
        "task", "create", "name=average", "image=harbor.example/average", "collaboration=Trial", "initiator=Alpha",
        "init_user=ada", "study=Cohort", "database=default")["id"]
    run = vctl("result", "create", "task=%d" % task, "organization=Beta", "input=" + INPUT)["id"]
    seen = statuses(trial, task)
    trial.promise("a task made by vctl is pending on both sides", seen == ("pending", "pending"), seen)
    runs = trial.get("/run?state=open&task_id=%d" % task, node)["data"]
    trial.promise("the node sees its run", [one["id"] for one in runs] == [run] and runs[0]["input"] == INPUT, runs)
    shown = trial.get("/task/%d" % task, node)["databases"]
    trial.promise("and the task's database", [one["label"] for one in shown] == ["default"], shown)
    body = {"task_id": task, "image": "harbor.example/average"}
    status, answer = call("POST", "/token/container", body, node)
    trial.promise("it gets a token for the container", status == 200, answer)
    container_task(trial, task, answer)
    begun = {"started_at": "2026-01-02T03:04:05.000006", "status": "active"}
    status, answer = call("PATCH", "/run/%d" % run, begun, node)
    seen = statuses(trial, task)
    trial.promise("the node begins, and it is active on both sides", status == 200 and seen == ("active",) * 2, (answer, seen))
    ended = {"finished_at": "2026-01-02T03:05:05.000006", "status": "completed", "result": INPUT, "log": "done"}
    status, answer = call("PATCH", "/run/%d" % run, ended, node)
    seen = statuses(trial, task)
    trial.promise("it ends, and it is completed on both sides", status == 200 and seen == ("completed",) * 2, (answer, seen))
    part = vctl("result", "get", str(run), "--fields", "*")
    trial.promise(
        "vctl shows the result and when", (part["result"], part["log"], part["finished_at"])
        == (INPUT, "done", "2026-01-02T03:05:05.000006Z"), part)
    port = vctl("algorithm_port", "create", "result=%d" % run, "port=8888", "label=http")["id"]
    seen = trial.server.call("GET", "/run/%d" % run, token=trial.root)[1]["ports"]
    trial.promise("the API shows a port", [one["id"] for one in seen] == [port], seen)
    return task


def task_of_server(trial):
    """A task that was made over HTTP, and is killed by vctl."""
    status, made = trial.server.call("POST", "/task", {
        "collaboration_id": trial.collaboration, "image": "harbor.example/sum", "name": "sum",
        "organizations": [{"id": trial.organizations[name], "input": INPUT} for name in ("Alpha", "Beta")],
        "databases": [{"label": "default", "query": "SELECT 1"}]}, trial.ada)
    trial.promise("a task is made over HTTP", status == 201, made)
    task = made["id"]
    shown = trial.daemon.vctl("task", "get", str(task))
    trial.promise("vctl shows it pending, with its database", (shown["status"], shown["database"]) == ("pending", "default"))
    killed = trial.daemon.vctl("task", "kill", str(task), "--yes")["killed"]
    trial.promise("vctl kills both its parts", len(killed) == 2, killed)
    seen = statuses(trial, task)
    trial.promise("it is killed on both sides", seen == ("killed by user",) * 2, seen)
    body = {"task_id": task, "image": "harbor.example/sum"}
    status, answer = trial.server.call("POST", "/token/container", body, trial.nodes["Beta"][1])
    trial.promise("no container gets a token for it any more", status == 400, answer)
    trial.undo(trial.daemon.last_change())
    seen = statuses(trial, task)
    trial.promise("undone, it is pending on both sides", seen == ("pending",) * 2, seen)


def encryption(trial, when):
    """The client's own code reads the keys, encrypts with them, and the owner reads what was encrypted."""
    for name in ("Alpha", "Beta"):
        served = trial.get("/organization/%d" % trial.organizations[name])["public_key"]
        # The class is a singleton: each owner needs a fresh one.
        type(RSACryptor)._instances.pop(RSACryptor, None)
        cryptor = RSACryptor(pathlib.Path(trial.keys[name][0]))
        try:
            fits = cryptor.verify_public_key(served)
            message = cryptor.decrypt(cryptor.encrypt_bytes_to_str(base64.b64encode(b"a secret"), served))
        except Exception as error:
            fits, message = False, error
        trial.promise("%s: the key of %s is the node's own" % (when, name), fits, served)
        trial.promise("%s: a client encrypts for %s" % (when, name), message == b"a secret", message)


def keys(trial):
    encryption(trial, "made by vctl")
    vctl = trial.daemon.vctl
    vctl("organization", "update", "Alpha", "public_key=@" + os.path.join(trial.folder, "Beta.pem"))
    change = trial.daemon.last_change()
    trial.undo(change)
    encryption(trial, "changed and undone")
    body = {"public_key": base64.b64encode(trial.keys["Alpha"][1]).decode()}
    status, answer = trial.server.call(
        "PATCH", "/organization/%d" % trial.organizations["Alpha"], body, trial.nodes["Alpha"][1])
    shown = vctl("organization", "get", "Alpha")
    trial.promise(
        "a key that the node sets over HTTP reads the same in vctl",
        status == 200 and shown["public_key"] == body["public_key"] and "warnings" not in shown, (answer, shown))
    status, out, err = trial.daemon.run("organization", "update", "Beta", "public_key=@" + trial.keys["Beta"][0])
    trial.promise("vctl refuses a private key", status == 1 and "private key" in err, err)


def undone_users(trial):
    vctl = trial.daemon.vctl
    trial.daemon.vctl("user", "delete", "bob", "--yes", "--dependents", "detach")
    trial.promise("a deleted user cannot log in", not trial.user_logs_in("bob", PASSWORD))
    trial.undo(trial.daemon.last_change())
    trial.promise("undone, the user logs in again, with the same password", trial.user_logs_in("bob", PASSWORD))
    trial.promise(
        "with the same roles", [role["name"] for role in vctl("user", "get", "bob")["roles"]] == ["Root", "auditor"])
    vctl("user", "set_password", "bob", "password=@-", given=OTHER)
    trial.promise("a new password logs in", trial.user_logs_in("bob", OTHER))
    change = trial.daemon.last_change()
    trial.undo(change)
    trial.promise("an undo alone leaves the newer password", trial.user_logs_in("bob", OTHER))
    trial.undo(change, "--restore-secrets")
    trial.promise("--restore-secrets brings the old one back", trial.user_logs_in("bob", PASSWORD))
    trial.promise("and the newer one is out of force", not trial.user_logs_in("bob", OTHER))


def undone_nodes(trial):
    vctl = trial.daemon.vctl
    key = trial.nodes["Alpha"][0]
    vctl("node", "delete", "Alpha node", "--yes", "--dependents", "detach")
    trial.promise("a deleted node cannot log in", not trial.node_logs_in(key))
    trial.undo(trial.daemon.last_change())
    trial.promise("undone, the node logs in again, with the same key", trial.node_logs_in(key))
    fresh = vctl("node", "reset_api_key", "Alpha node")["api_key"]
    trial.promise("a new key logs in, and the old one does not", trial.node_logs_in(fresh) and not trial.node_logs_in(key))
    change = trial.daemon.last_change()
    trial.undo(change)
    trial.promise("an undo alone leaves the newer key", trial.node_logs_in(fresh))
    trial.undo(change, "--restore-secrets")
    trial.promise("--restore-secrets brings the old one back", trial.node_logs_in(key) and not trial.node_logs_in(fresh))


def undone_task(trial, task):
    shown = trial.get("/task/%d" % task)
    trial.daemon.vctl("task", "delete", str(task), "--yes", "--dependents", "delete")
    status, _ = trial.server.call("GET", "/task/%d" % task, token=trial.root)
    trial.promise("a deleted task is gone for the API", status == 404, status)
    trial.undo(trial.daemon.last_change())
    again = trial.get("/task/%d" % task)
    trial.promise("undone, the API shows it as it was", again == shown, again)


def everything(trial, when):
    """The API answers for every record there is."""
    refused, count = [], 0
    for entity in (
            "organization", "collaboration", "study", "algorithmstore", "role", "rule", "user", "node", "task", "run"):
        status, page = trial.server.call("GET", "/%s?per_page=500" % entity, token=trial.root)
        paths = ["/%s/%d" % (entity, one["id"]) for one in page["data"]] if status == 200 else []
        answers = [(entity, status)] + [
            (path, trial.server.call("GET", path, token=trial.root)[0]) for path in paths]
        refused += [answer for answer in answers if answer[1] != 200]
        count += len(answers)
    trial.promise("%s: the API answers %d times without an error" % (when, count), not refused, refused)


def run(trial):
    trial.root = trial.user_logs_in("root", "root")
    places(trial)
    trial.organizations = {one["name"]: one["id"] for one in trial.get("/organization?per_page=500")["data"]}
    trial.collaboration = trial.daemon.vctl("collaboration", "get", "Trial")["id"]
    people(trial)
    nodes(trial)
    task = task_of_vctl(trial)
    task_of_server(trial)
    keys(trial)
    everything(trial, "before deletes")
    undone_users(trial)
    undone_nodes(trial)
    undone_task(trial, task)
    everything(trial, "after undo")


def main(programs, environment, folder):
    trial = Trial(programs, environment, folder)
    try:
        run(trial)
    except Exception as error:  # What was promised before stands; the rest was not looked at.
        trial.promise("the trial comes to its end", False, error)
    finally:
        trial.stop()
    sound = sqlite3.connect(trial.database).execute("PRAGMA integrity_check").fetchone()[0]
    trial.promise("the file is sound", sound == "ok", sound)
    with open(trial.server.log, errors="replace") as log:
        failures = [line for line in log.read().split("\n") if line.startswith("Traceback")]
    trial.promise("the server had no failure", not failures, len(failures))
    print("%d promises kept, %d broken" % (trial.kept, len(trial.broken)))
    return 1 if trial.broken else 0


sys.exit(main(*sys.argv[1:]))
