"""Reads every row of every table with the real models, with all relations, and saves all of its columns again.

Run by real-vantage6, which brings `db`. Prints how many rows there were.
"""
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import flag_modified


def models():
    """The classes of the tables, each once; those of a child table stand for its parent's rows too."""
    found = {}
    for name in dir(db):
        model = getattr(db, name)
        if isinstance(model, type) and "__mapper__" in vars(model):
            found[model.__tablename__] = model
    return [found[name] for name in sorted(found)]


rows = 0
for model in models():
    mapper = inspect(model)
    identities = [row.id for row in model.get()]
    for identity in identities:
        row = model.get(identity)
        for relation in mapper.relationships:
            value = getattr(row, relation.key)
            # A list that is loaded on demand is asked for.
            list(value) if relation.uselist else value
        for column in mapper.column_attrs:
            getattr(row, column.key)
            flag_modified(row, column.key)
        row.save()
        rows += 1
print("%d rows of %d models are read" % (rows, len(models())))
