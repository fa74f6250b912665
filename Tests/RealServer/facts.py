"""Prints what a database holds, as the models of the real server read it, in words that mean the same in every version:
before and after a migration, the lines are equal. Run by a tool that brings `db`; the argument is the generation of the
server that made the file, whose states count."""
import sys

born = int(sys.argv[1])
generation = 4 if hasattr(db, "Run") else 3 if hasattr(db, "NodeConfig") else 2
Result = db.Run if generation == 4 else db.Result


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
    return task.databases[0].database if task.databases else None


for model in (db.Organization, db.User, db.Collaboration, db.Node, db.Task, Result):
    print(model.__name__.replace("Run", "Result"), len(model.get()))
for one in sorted(db.Organization.get(), key=lambda row: row.id):
    print("organization", one.id, one.name, one.domain, one.country, one._public_key, ids(one.users), ids(one.nodes),
          ids(one.collaborations), ids(one.runs if generation == 4 else one.results),
          ids(one.tasks if generation == 4 else one.created_tasks))
for one in sorted(db.Collaboration.get(), key=lambda row: row.id):
    print("collaboration", one.id, one.name, one.encrypted, ids(one.organizations), ids(one.nodes), ids(one.tasks))
for one in sorted(db.User.get(), key=lambda row: row.id):
    print("user", one.id, one.username, one.email, one.firstname, one.lastname, name(one.organization), one.password,
          sorted(role.name for role in one.roles if " (before version" not in role.name))
print("password", db.User.get_by_username("root").check_password("Right-horse-7"))
for one in sorted(db.Node.get(), key=lambda row: row.id):
    print("node", one.id, one.name, name(one.organization), name(one.collaboration), one.status, one.last_seen, one.ip)
    if generation > 2:
        assert one.api_key is None or one.api_key.startswith("$2b$12$"), one.api_key
KEY = "5c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fa001"
print("key", name(db.Node.get_by_api_key(KEY)))
for one in sorted(db.Task.get(), key=lambda row: row.id):
    print("task", one.id, one.name, one.description, one.image, name(one.collaboration),
          name(one.init_org if generation == 4 else one.initiator), one.job_id if generation == 4 else one.run_id, label(one),
          one.parent.id if one.parent else None, ids(one.children), ids(one.runs if generation == 4 else one.results))
    if born > 2:
        print("  started by", one.init_user.username if one.init_user else None, one.created_at)
for one in sorted(Result.get(), key=lambda row: row.id):
    print("result", one.id, one.task.id, one.organization.name, state(one), one.input, one.result, one.log, one.assigned_at,
          one.started_at, one.finished_at)
    if born > 2:
        print("  node", name(one.node), "ports", sorted((port.port, port.label) for port in one.ports))
