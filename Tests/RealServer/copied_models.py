"""What the models of the real server read in a database, a row a line: the columns of all tables, and the relations of all
records. With `insert`, makes a record of each kind instead, and prints its id beside the highest one of before. Run by a
tool that brings `db`."""
import sys

import sqlalchemy

generation = 5 if hasattr(db, "Session") else 4 if hasattr(db, "Run") else 3 if hasattr(db, "NodeConfig") else 2
if generation == 5:
    from vantage6.hq.model.base import Database
else:
    from vantage6.server.model.base import Database

metadata = db.Organization.__table__.metadata
models = sorted(
    (one for one in vars(db).values() if isinstance(one, type) and hasattr(one, "__table__")), key=lambda one: one.__name__)


def shown(value):
    if isinstance(value, memoryview):
        value = bytes(value)
    if isinstance(value, (list, set, tuple)) or type(value).__name__ == "InstrumentedList":
        return sorted(shown(one) for one in value)
    return str(value.id) if hasattr(value, "__table__") else repr(value)


def read():
    with Database().engine.connect() as connection:
        for table in sorted(metadata.tables.values(), key=lambda one: one.name):
            for line in sorted(str([shown(value) for value in row]) for row in connection.execute(table.select())):
                print("row", table.name, line)
    for model in models:
        relations = sorted(sqlalchemy.inspect(model).relationships.keys())
        for one in sorted(model.get(), key=lambda row: row.id):
            print("record", model.__name__, one.id, [(name, shown(getattr(one, name))) for name in relations])


def save(one, highest):
    one.save()
    print("insert", type(one).__name__, one.id, highest.get(type(one).__name__, 0))
    return one


def insert():
    highest = {model.__name__: max([row.id for row in model.get()] or [0]) for model in models}
    highest["User"] = highest["Node"] = max(highest["User"], highest["Node"])
    organization = save(db.Organization(name="theirs"), highest)
    collaboration = save(db.Collaboration(name="theirs", encrypted=False, organizations=[organization]), highest)
    user = {"username": "theirs", "organization": organization}
    if generation < 5:
        user.update(password="Secret-99!", firstname="a", lastname="b", email="a@b.example")
    user = save(db.User(**user), highest)
    highest["Node"] = user.id
    node = {"name": "theirs", "organization": organization, "collaboration": collaboration}
    if generation < 5:
        node["api_key"] = "6c0f9b52-5d1e-4b8f-9b1a-0d5c0a1fa002"
    save(db.Node(**node), highest)
    save(db.Role(name="theirs", rules=db.Rule.get()[:2], organization=organization), highest)
    task = {"name": "theirs", "collaboration": collaboration}
    task["init_org" if generation >= 4 else "initiator"] = organization
    task = save(db.Task(**task), highest)
    save((db.Run if generation >= 4 else db.Result)(task=task, organization=organization), highest)


insert() if sys.argv[1:] == ["insert"] else read()
