"""What the API of a real server leaves in each column: asks it to make every entity, with as little as it takes and with
everything that it takes, and prints a line `LAYOUT table least|all column value` for each column of the rows. Run by
Tests/RealServer/served."""
import base64
import http.server
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request

TOOL, VERSION, FOLDER = sys.argv[1:4]
GENERATION = int(VERSION[0])
PEM = base64.b64encode(b"""-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDFOUf5xWaSW5tEMyHIx8pIVQLv
KrqqKXUQummRymMVlWuFhtPqB4wGSQVPPj4Wlo2+qtFQRXjavN1mbf2osyaxk+mG
DSOqimCxLxH3kgfVNOtF266JOxSGEIivIpfL1GGGHsSwWKqBHaO190jklIJbdC6s
ciGKpTpg/0qo/pJa7wIDAQAB
-----END PUBLIC KEY-----
""").decode()
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PASSWORD = "Long-Enough-1!"


class Store(http.server.BaseHTTPRequestHandler):
    """An algorithm store that takes every server."""

    def do_GET(self):
        self.answer(200)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(201)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


class Server:
    """The API, as one who is logged in."""

    def __init__(self, url):
        self.url = url
        self.token = None

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        try:
            with OPENER.open(request, timeout=120) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            sys.exit("%s: %s %s answered %d: %s" % (VERSION, method, path, error.code, error.read()[:500].decode()))

    def as_user(self, name, password):
        other = Server(self.url)
        other.token = other.call("POST", "/token/user", {"username": name, "password": password})["access_token"]
        return other

    def as_node(self, key):
        other = Server(self.url)
        other.token = other.call("POST", "/token/node", {"api_key": key})["access_token"]
        return other


class Keyed:
    """The API of version 5, where the tool logs in, in Keycloak's place."""

    def __init__(self, *who):
        self.who = who

    def call(self, method, path, body=None):
        answer = subprocess.run(
            [TOOL, "api", os.path.join(FOLDER, "server"), method, path, *([json.dumps(body)] if body is not None else []),
             *self.who], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        if answer.returncode:
            sys.exit("%s: %s %s answered %s%s" % (VERSION, method, path, answer.stdout[:500], answer.stderr[-500:]))
        return json.loads(answer.stdout.split("\n", 1)[1] or "null")


def make_5(root):
    """The same of version 5. Its sessions have the tasks 1 and 2, which make dataframes."""
    least = root.call("POST", "/organization", {"name": "least"})["id"]
    every = root.call("POST", "/organization", {
        "name": "all", "domain": "all.example", "address1": "Street 1", "address2": "Floor 2", "zipcode": "1234 AB",
        "country": "Netherlands", "public_key": PEM})["id"]
    members = {"organization_ids": [least, every]}
    root.call("POST", "/collaboration", {"name": "least", **members, "encrypted": True})
    together = root.call("POST", "/collaboration", {
        "name": "all", **members, "encrypted": False, "session_restrict_to_same_image": False})["id"]
    rules = [rule["id"] for rule in listed(root.call("GET", "/rule"))][:2]
    root.call("POST", "/role", {"name": "least", "rules": []})
    powers = [role["id"] for role in listed(root.call("GET", "/role")) if role["name"] == "Root"][0]
    role = root.call("POST", "/role", {
        "name": "all", "description": "Everything.", "rules": rules, "organization_id": every})["id"]
    root.call("POST", "/user", {"username": "least", "password": PASSWORD})
    root.call("POST", "/user", {
        "username": "all", "password": PASSWORD, "organization_id": every, "roles": [role, powers], "rules": rules})
    root.call("POST", "/node", {"collaboration_id": together, "organization_id": least})
    root.call("POST", "/node", {"collaboration_id": together, "organization_id": every, "name": "all"})
    studies_and_stores(root, together, least, every)
    sessions(Keyed("--as", "all:any"), Keyed("--node", "all"), together, least, every)


def sessions(eve, node, together, least, every):
    study = [s["id"] for s in listed(eve.call("GET", "/study")) if s["name"] == "all"][0]
    eve.call("POST", "/session", {"collaboration_id": together, "scope": "own"})
    session = eve.call("POST", "/session", {
        "name": "all", "collaboration_id": together, "study_id": study, "scope": "collaboration"})["id"]
    stored = base64.b64encode(b"{}").decode()
    made = []
    for label, more, asked in (("least", {}, {"id": every}), ("all", {"name": "all"}, {"id": every, "arguments": stored})):
        made.append(eve.call("POST", "/session/%d/dataframe" % session, {
            "label": label, **more, "task": {"image": "same", "method": "read", "organizations": [asked]}}))
    node.call("POST", "/session/dataframe/%d/column" % made[1]["id"], [{"name": "all", "dtype": "int64"}])
    run = listed(node.call("GET", "/run?task_id=%d" % made[1]["last_session_task"]["id"]))[0]["id"]
    node.call("PATCH", "/run/%d" % run, {
        "started_at": "2026-01-02T03:04:05.000006", "finished_at": "2026-01-02T03:04:06.000006", "result": "e30=",
        "log": "done", "status": "completed"})
    task = {"collaboration_id": together, "session_id": session, "method": "mean", "action": "federated_compute"}
    eve.call("POST", "/task", {**task, "image": "least", "organizations": [{"id": every}]})
    eve.call("POST", "/task", {
        **task, "image": "all", "name": "all", "description": "Everything.", "study_id": study,
        "organizations": [{"id": every, "arguments": stored}],
        "databases": [[{"dataframe_id": made[1]["id"], "type": "dataframe"}]]})


def make(root):
    """Makes everything: rows named `least` with as little as the API takes, rows named `all` with all that it takes."""
    least = root.call("POST", "/organization", {"name": "least"})["id"]
    every = root.call("POST", "/organization", {
        "name": "all", "domain": "all.example", "address1": "Street 1", "address2": "Floor 2", "zipcode": "1234 AB",
        "country": "Netherlands", "public_key": PEM})["id"]
    members = {"organization_ids": [least, every]}
    root.call("POST", "/collaboration", {"name": "least", **members, **({"encrypted": True} if GENERATION > 3 else {})})
    together = root.call("POST", "/collaboration", {
        "name": "all", **members, "encrypted": False if GENERATION > 3 else 1})["id"]
    rules = [rule["id"] for rule in listed(root.call("GET", "/rule"))][:2]
    root.call("POST", "/role", {"name": "least", "rules": [], **({} if GENERATION > 3 else {"description": ""})})
    powers = [role["id"] for role in listed(root.call("GET", "/role")) if role["name"] == "Root"][0]
    role = root.call("POST", "/role", {
        "name": "all", "description": "Everything.", "rules": rules, "organization_id": every})["id"]
    root.call("POST", "/user", {
        "username": "least", "password": PASSWORD, "firstname": "", "lastname": "", "email": "least@all.example"})
    root.call("POST", "/user", {
        "username": "all", "password": PASSWORD, "firstname": "Eve", "lastname": "Thing", "email": "eve@all.example",
        "organization_id": every, "roles": [role, powers], "rules": rules})
    key = root.call("POST", "/node", {"collaboration_id": together, "organization_id": least})["api_key"]
    root.call("POST", "/node", {"collaboration_id": together, "organization_id": every, **(
        {"name": "all"} if GENERATION > 2 else {})})
    eve = root.as_user("all", PASSWORD)
    if GENERATION > 3:
        studies_and_stores(root, together, least, every)
    tasks(eve, root.as_node(key), together, least, every)


def studies_and_stores(root, together, least, every):
    root.call("POST", "/study", {"name": "least", "collaboration_id": together, "organization_ids": [least]})
    root.call("POST", "/study", {"name": "all", "collaboration_id": together, "organization_ids": [least, every]})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = "http://127.0.0.1:%d" % server.server_port
    store = {"name": "all", **({"force": True, "server_url": root.url} if GENERATION < 5 else {})}
    root.call("POST", "/algorithmstore", dict(store, name="least", algorithm_store_url=url + "/least"))
    more = {"api_path": "/other"} if GENERATION > 4 else {}
    root.call("POST", "/algorithmstore", dict(store, algorithm_store_url=url + "/all", collaboration_id=together, **more))


def tasks(eve, node, together, least, every):
    asked = [{"id": least, "input": base64.b64encode(b"{}").decode()}]
    eve.call("POST", "/task", {"collaboration_id": together, "image": "least", "organizations": asked})
    more = {"database": "other"}
    if GENERATION > 3:
        more = {"databases": [{"label": "default"}, {"label": "other", "query": "SELECT 1"}]}
        study = [s["id"] for s in listed(eve.call("GET", "/study")) if s["name"] == "all"][0]
        more["study_id"] = study
    task = eve.call("POST", "/task", {
        "collaboration_id": together, "name": "all", "description": "Everything.", "image": "all",
        "organizations": asked, **more})
    part = "run" if GENERATION > 3 else "result"
    got = listed(node.call("GET", "/%s?task_id=%d" % (part, task["id"])))
    token = node.call("POST", "/token/container", {"task_id": task["id"], "image": "all"})["container_token"]
    container = Server(node.url)
    container.token = token
    container.call("POST", "/task", {
        "collaboration_id": together, "name": "child", "image": "all", "organizations": asked})
    if GENERATION > 2:
        node.call("POST", "/port", {part + "_id": got[0]["id"], "port": 8888})
        node.call("POST", "/port", {part + "_id": got[0]["id"], "port": 8889, "label": "all"})
    node.call("PATCH", "/%s/%d" % (part, got[0]["id"]), {"started_at": "2026-01-02T03:04:05.000006", "finished_at": "2026-01-02T03:04:06.000006", "result": "e30=", "log": "done", **({"status": "completed"} if GENERATION > 2 else {})})


def listed(answer):
    return answer["data"] if isinstance(answer, dict) and "data" in answer else answer


# Which row of a table each line is of. A user and a node that have not logged in yet are as they were made.
ROWS = {
    "organization": "name", "collaboration": "name", "study": "name", "algorithmstore": "name", "role": "name",
    "user": "username", "task": "image", "run": "task_id", "result": "task_id", "node": "name", "taskdatabase": "id",
    "algorithmport": "id", "session": "scope", "dataframe": "db_label", "column": "name"}
# In version 5, the third database of a task is a dataframe.
NUMBERS = {1: "least", 3 if GENERATION > 4 else 2: "all"}


def shown(column, value):
    """A value without what clocks, salts and sequences make."""
    if isinstance(value, int) and (column == "id" or column.endswith("_id")):
        return "<id>"
    if isinstance(value, str):
        for name, pattern in (
                ("moment", r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}"), ("bcrypt", r"\$2b\$12\$.{53}"),
                ("key", r"[0-9a-f-]{36}"), ("url", r"http://[0-9.:]+/\w+")):
            if re.fullmatch(pattern, value):
                return "<%s>" % name
    if isinstance(value, bytes):
        return "<pem>" if value.startswith(b"-----BEGIN PUBLIC KEY-----\n") else "x'%s'" % value.hex()
    return "NULL" if value is None else repr(value)


def show(database):
    connection = sqlite3.connect("file:" + database + "?mode=ro", uri=True)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    for table in [name for name in tables if name in ROWS]:
        parent = " LEFT JOIN authenticatable USING (id)" if table in ("user", "node") else ""
        numbers = NUMBERS if table == "taskdatabase" else {1: "least", 2: "all"}
        names = {**numbers, "own": "least", "collaboration": "all", "least": "least", "all": "all", "least - all Node": None, "all - all Node": "all"}
        cursor = connection.execute('SELECT * FROM "%s"%s ORDER BY id' % (table, parent))
        columns = [column[0] for column in cursor.description]
        seen = set()
        for row in cursor:
            cells = dict(zip(columns, row))
            name = names.get(cells[ROWS[table]])
            if not name or name in seen or cells.get("name") == "child":
                continue
            seen.add(name)
            # Who has logged in since shows when, and a node on 2.x from where.
            hidden = ("last_seen", "ip") if cells.get("last_seen") else ()
            for column in sorted(set(columns) - set(hidden)):
                value = shown(column, cells[column])
                if table in ("session", "dataframe") and (name, column) == ("least", "name"):
                    value = "<name>"  # the server makes one up
                print("%d %s %s %s %s" % (GENERATION, table, name, column, value))


def main():
    os.makedirs(FOLDER, exist_ok=True)
    database = os.path.join(FOLDER, "served.sqlite")
    started = subprocess.run(
        [TOOL, "start", VERSION, database, os.path.join(FOLDER, "server")], stdout=subprocess.PIPE, check=True)
    try:
        if GENERATION > 4:
            make_5(Keyed("--as", "root:any"))
        else:
            make(Server(started.stdout.decode().split()[0]).as_user("root", "root"))
    finally:
        subprocess.run([TOOL, "stop", os.path.join(FOLDER, "server")], check=True)
    show(database)


main()
