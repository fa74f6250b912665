"""Prints what a database holds, as the models of the real server read it, in words that mean the same in every version:
before and after a migration, the lines are equal. Run by a tool that brings `db`. The first argument is the generation of
the server that made the file, whose states count; with a second one, what version 5 has no place for is left out."""
import base64
import json
import sys

born, to5 = int(sys.argv[1]), len(sys.argv) > 2
generation = 5 if hasattr(db, "Dataframe") else 4 if hasattr(db, "Run") else 3 if hasattr(db, "NodeConfig") else 2
Result = db.Run if generation >= 4 else db.Result
GONE = ("port:global:view", "port:organization:view", "user:own:edit")


def ids(rows):
    return sorted(row.id for row in rows or [])


def name(row):
    return row.name if row is not None else None


def state(result):
    """Servers before 3.6 stored none."""
    if generation > 2 and result.status is not None:
        return result.status
    return "completed" if result.finished_at else "active" if result.started_at else "pending"


def label(task):
    if generation < 4:
        return task.database
    databases = sorted(task.databases, key=lambda row: row.id)
    return None if not databases else databases[0].label if generation == 5 else databases[0].database


def decoded(text):
    """The JSON value that an input is, if it is not encrypted."""
    try:
        return json.loads(base64.b64decode(text, validate=True))
    except (ValueError, TypeError):
        return None


def divided(text):
    """The function and the arguments of an input, if version 5 can have them by themselves."""
    whole = decoded(text)
    if isinstance(whole, dict) and "method" in whole and set(whole) <= {"method", "args", "kwargs"} and not whole.get("args"):
        return whole["method"], whole.get("kwargs") or {}
    return None, whole


def arguments(result):
    text = result.arguments if generation == 5 else result.input
    value = decoded(text) if generation == 5 else divided(text)[1]
    return text if value is None else json.dumps(value, sort_keys=True)


def method(task):
    if generation == 5:
        return task.method
    results = sorted(task.runs if generation >= 4 else task.results, key=lambda row: row.id)
    return next(filter(None, (divided(one.input)[0] for one in results)), None)


def word(value):
    return getattr(value, "name", value).lower()


def rules(user):
    """Those that a user has, by roles and directly, without what only one of two versions knows."""
    every = [rule for role in user.roles for rule in role.rules] + list(user.rules)
    keys = {"%s:%s:%s" % (rule.name, word(rule.scope), word(rule.operation)) for rule in every}
    return sorted(key for key in keys if key not in GONE and not key.startswith("session:"))


for model in (db.Organization, db.User, db.Collaboration, db.Node, db.Task, Result):
    print(model.__name__.replace("Run", "Result"), len(model.get()))
for one in sorted(db.Organization.get(), key=lambda row: row.id):
    print("organization", one.id, one.name, one.domain, one.country, one._public_key, ids(one.users), ids(one.nodes),
          ids(one.collaborations), ids(one.runs if generation >= 4 else one.results),
          ids(one.tasks if generation >= 4 else one.created_tasks))
for one in sorted(db.Collaboration.get(), key=lambda row: row.id):
    print("collaboration", one.id, one.name, one.encrypted, ids(one.organizations), ids(one.nodes), ids(one.tasks))
for one in sorted(db.User.get(), key=lambda row: row.id):
    if to5:
        print("user", one.id, one.username, name(one.organization),
              sorted(role.name for role in one.roles if " (before version" not in role.name))
        if born == 4:
            print("  may", rules(one))
        continue
    print("user", one.id, one.username, one.email, one.firstname, one.lastname, name(one.organization), one.password,
          sorted(role.name for role in one.roles if " (before version" not in role.name))
if not to5:
    print("password", db.User.get_by_username("root").check_password("Right-horse-7"))
for one in sorted(db.Node.get(), key=lambda row: row.id):
    print("node", one.id, one.name, name(one.organization), name(one.collaboration), one.status, one.last_seen,
          None if to5 else one.ip)
    if 2 < generation < 5:
        assert one.api_key is None or one.api_key.startswith("$2b$12$"), one.api_key
KEY = "5c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fa001"
if not to5:
    print("key", name(db.Node.get_by_api_key(KEY)))
for one in sorted(db.Task.get(), key=lambda row: row.id):
    print("task", one.id, one.name, one.description, one.image, name(one.collaboration),
          name(one.init_org if generation >= 4 else one.initiator), one.job_id if generation >= 4 else one.run_id, label(one),
          one.parent.id if one.parent else None, ids(one.children), ids(one.runs if generation >= 4 else one.results),
          method(one) if to5 else None)
    if born > 2:
        print("  started by", one.init_user.username if one.init_user else None, one.created_at)
for one in sorted(Result.get(), key=lambda row: row.id):
    print("result", one.id, one.task.id, one.organization.name, state(one), arguments(one) if to5 else one.input, one.result, one.log, one.assigned_at,
          one.started_at, one.finished_at)
    if born > 2 and not to5:
        print("  node", name(one.node), "ports", sorted((port.port, port.label) for port in one.ports))
