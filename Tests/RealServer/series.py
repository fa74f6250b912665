"""The fixed series of Tests/AdminTests/Series.swift, with the models of the real server.

Run by real-vantage6, which brings `db`. Arguments: "old" when an organization of the file's own is deleted too.
All creates come before all deletes, since the real server gives the highest id out again. Where its API gives a value
that its models leave out, the series gives it: `vantage6-admin` follows the API.
"""
import base64
import sys
from datetime import datetime

KEYS = {"Alpha": "3c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fa001", "Beta": "3c0f9b52-5d1e-4b8f-9b1a-0d5c0be7a002"}
PEM = b"""-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDFOUf5xWaSW5tEMyHIx8pIVQLv
KrqqKXUQummRymMVlWuFhtPqB4wGSQVPPj4Wlo2+qtFQRXjavN1mbf2osyaxk+mG
DSOqimCxLxH3kgfVNOtF266JOxSGEIivIpfL1GGGHsSwWKqBHaO190jklIJbdC6s
ciGKpTpg/0qo/pJa7wIDAQAB
-----END PUBLIC KEY-----
"""
is4 = hasattr(db, "Run")
is3 = hasattr(db, "NodeConfig")
Result = db.Run if is4 else db.Result


def one(model, **values):
    """The record with these values; its columns are compared by their names."""
    found = [row for row in model.get() if all(getattr(row, key) == value for key, value in values.items())]
    assert len(found) == 1, (model, values, found)
    return found[0]


def organization(name):
    return one(db.Organization, name=name)


def collaboration(name):
    return one(db.Collaboration, name=name)


def make_places():
    db.Organization(
        name="Alpha", domain="alpha.example", address1="Street 1", zipcode="1234 AB", country="Österreich",
        public_key=base64.b64encode(PEM).decode()).save()
    db.Organization(name="Beta", address2="it's \"quoted\"").save()
    db.Organization(name="Gámma 🏥", domain="").save()
    db.Collaboration(
        name="Trial", encrypted=False, organizations=[organization("Alpha"), organization("Beta")]).save()
    db.Collaboration(name="Second", organizations=[organization("Beta")]).save()
    if is4:
        db.Study(
            name="Cohort", collaboration=collaboration("Trial"),
            organizations=[organization("Alpha"), organization("Beta")]).save()
        db.AlgorithmStore(name="shop", url="https://shop.example", collaboration=collaboration("Trial")).save()


def make_people():
    rules = [db.Rule.get(number) for number in (1, 2, 3)]
    db.Role(name="auditor", description="looks", organization=organization("Alpha"), rules=rules).save()
    db.Role(name="spare").save()
    auditor, spare = one(db.Role, name="auditor"), one(db.Role, name="spare")
    db.User(
        username="ada", password="Secret-1!", firstname="Ada", lastname="Løvelace", email="ada@alpha.example",
        organization=organization("Alpha"), roles=[auditor, spare]).save()
    db.User(username="bob", rules=[rules[0]], roles=[spare]).save()
    db.User(username="carol", password="Sécret-3!", roles=[auditor], email="").save()
    for name in ("Alpha", "Beta"):
        db.Node(
            name=name + " node", api_key=KEYS[name], organization=organization(name),
            collaboration=collaboration("Trial"), **(dict(status="offline") if is4 else {})).save()
    if is3:
        db.NodeConfig(node=one(db.Node, name="Beta node"), key="allowed_images", value="x/*").save()


def task(number, name, where, who, **more):
    """`number` None means the next one."""
    next_number = db.Task.next_job_id if is4 else db.Task.next_run_id
    more["job_id" if is4 else "run_id"] = next_number() if number is None else number
    more["init_org" if is4 else "initiator"] = organization(who)
    if not is3:
        more.pop("init_user", None)
        more.pop("created_at", None)
    made = db.Task(name=name, collaboration=collaboration(where), **more)
    made.save()
    return made


def make_tasks():
    ada = one(db.User, username="ada")
    more = dict(study=one(db.Study, name="Cohort"), algorithm_store=one(db.AlgorithmStore, name="shop")) if is4 else {}
    if not is4:
        more["database"] = "default"
    first = task(
        700, "first", "Trial", "Alpha", description="a task", image="harbor.example/average", init_user=ada,
        created_at=datetime(2024, 2, 29, 11, 0, 0, 500000), **more)
    if is4:
        db.TaskDatabase(task=first, database="default", parameters="{}").save()
    second = task(700, "second", "Trial", "Alpha", parent=first, init_user=ada)
    task(None, "third", "Second", "Beta")
    status = dict(status="completed") if is3 else {}
    Result(
        task=first, organization=organization("Alpha"), input="aW5wdXQ=", result="cmVzdWx0", log="line 1\nline 2",
        assigned_at=datetime(2024, 3, 1), started_at=datetime(2024, 3, 1, 0, 0, 1),
        finished_at=datetime(2024, 3, 1, 0, 0, 2, 3), **status).save()
    done = max(Result.get(), key=lambda row: row.id)
    pending = dict(status="pending") if is3 else {}
    Result(task=first, organization=organization("Beta"), **pending).save()
    Result(task=second, organization=organization("Beta"), input="", **pending).save()
    if is3:
        kind = "run" if is4 else "result"
        db.AlgorithmPort(port=8888, label="http", **{kind: done}).save()
        db.AlgorithmPort(port=8889, **{kind: done}).save()
    if is4:
        db.TaskDatabase(task=first, database="other", parameters='{"sheet": 1}').save()


def change():
    alpha = organization("Alpha")
    alpha.domain, alpha.zipcode, alpha.address2 = "new.example", None, "2nd floor"
    alpha.save()
    # A `get` of 3.x and 4.x commits, and lists that were read before it are stale: everything is read first.
    trial, gamma, beta = collaboration("Trial"), organization("Gámma 🏥"), organization("Beta")
    trial.encrypted = True
    trial.organizations.append(gamma)
    trial.organizations.remove(beta)
    trial.save()
    auditor, rule = one(db.Role, name="auditor"), db.Rule.get(2)
    auditor.rules.remove(rule)
    auditor.description = None
    auditor.save()
    ada = one(db.User, username="ada")
    ada.email, ada.password = "ada@new.example", "Other-2?"
    ada.save()
    node = one(db.Node, name="Alpha node")
    node.status, node.ip, node.last_seen = "online", "10.1.2.3", datetime(2024, 5, 6, 7, 8, 9, 100000)
    node.save()
    third, alpha = one(db.Task, name="third"), organization("Alpha")
    third.description = "changed"
    setattr(third, "init_org" if is4 else "initiator", alpha)
    third.save()


def delete(with_old):
    first = one(db.Task, name="first")
    min((row for row in Result.get() if row.task_id == first.id), key=lambda row: row.id).delete()
    one(db.User, username="bob").delete()
    one(db.Role, name="spare").delete()
    organization("Gámma 🏥").delete()
    one(db.Node, name="Beta node").delete()
    collaboration("Second").delete()
    if is4:
        one(db.Study, name="Cohort").delete()
    one(db.Task, name="first").delete()
    one(db.User, username="ada").delete()
    if with_old:
        organization("IKNL").delete()
        collaboration("ZEPPELIN").delete()


make_places()
make_people()
make_tasks()
change()
delete("old" in sys.argv[1:])
