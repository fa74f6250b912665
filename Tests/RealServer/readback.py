"""Reads with the real models what the series of Tests/AdminTests/Series.swift wrote before its deletes and after.

Every line is a promise kept; an assertion ends it. Run by real-vantage6, which brings `db`.
"""
import enum
from datetime import datetime

is4 = hasattr(db, "Run")
is3 = hasattr(db, "NodeConfig")
Result = db.Run if is4 else db.Result


def one(model, **values):
    found = [row for row in model.get() if all(getattr(row, key) == value for key, value in values.items())]
    assert len(found) == 1, (model, values, found)
    return found[0]


def promise(what, holds):
    assert holds, what
    print("ok:", what)


# Every record can be printed: what the old shell could not do after a delete. The models' own repr fails on a task or
# node without its collaboration, which the series leaves as the real delete does; those are read by their columns.
for model in [db.Organization, db.User, db.Role, db.Rule, db.Collaboration] + ([db.Study] if is4 else []):
    rows = [repr(row) for row in model.get()]
    promise("%d %s records print" % (len(rows), model.__name__), all(text.startswith("<") for text in rows))

alpha = one(db.Organization, name="Alpha")
# The model's own getter decodes once more, and nothing in the server uses it; its API encodes the column.
promise("the public key is its PEM", alpha._public_key.startswith(b"-----BEGIN PUBLIC KEY-----\nMIGf"))
promise("text with letters beyond ASCII reads the same", alpha.country == "Österreich")
promise("null reads as None", alpha.zipcode is None)

trial = one(db.Collaboration, name="Trial")
promise("a boolean reads as bool", trial.encrypted is True)
promise("pairs read as records", [row.name for row in trial.organizations] == ["Alpha"])

rule = one(db.Role, name="auditor").rules[0]
promise("enumerations read as such", isinstance(rule.scope, enum.Enum) and isinstance(rule.operation, enum.Enum))

node = one(db.Node, name="Alpha node")
promise("a node's organization and collaboration are there", (node.organization, node.collaboration) == (alpha, trial))
promise("the joined parent row reads", (node.type, node.status, node.ip) == ("node", "online", "10.1.2.3"))
promise("a moment reads as datetime", node.last_seen == datetime(2024, 5, 6, 7, 8, 9, 100000))
if is3:
    promise("an api key is bcrypt and verifies", node.api_key.startswith("$2b$12$") and node.check_key("3c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fa001"))
    promise("another key does not", not node.check_key("3c0f9b52-5d1e-4b8f-9b1a-0d5c0be7a002"))
else:
    promise("an api key is plain, and found", db.Node.get_by_api_key("3c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fa001").id == node.id)

carol = one(db.User, username="carol")
promise("a password is bcrypt of cost 12", carol.password.startswith("$2b$12$"))
promise("it verifies with the real bcrypt", carol.check_password("Sécret-3!"))
promise("another does not", not carol.check_password("Secret-3!"))
promise("a role of hers is there", [role.name for role in carol.roles] == ["auditor"])

third = one(db.Task, name="third")
promise("a task's starter is there", (third.init_org if is4 else third.initiator) == alpha)
promise("its number is an int", isinstance(third.job_id if is4 else third.run_id, int))
if is3:
    promise("its moment is a datetime", isinstance(third.created_at, datetime))
promise("moments of results are datetimes", all(isinstance(row.assigned_at, datetime) for row in Result.get()[-2:]))

# The file can be written on: the real server goes on where we stopped.
db.Organization(name="theirs").save()
promise("the real server writes on", one(db.Organization, name="theirs").id > alpha.id)
