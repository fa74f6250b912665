"""Makes a realistic vantage6 4 database, the same one for the same numbers.

The daemon makes the empty file, with its rules, roles and indexes; this fills it:
  organizations, users and collaborations in proportion, or as many as asked for
  tasks           skewed over the collaborations like 1/rank; a twentieth are children of others in the same one, and
                  the last fifth has none
  results         three for each task; most are some hundred bytes, one in a hundred thousand is megabytes
Tasks, results and nodes are of organizations of their collaboration, so that a check has as little to tell as usual.
"""
import os
import random
import signal
import sqlite3
import subprocess
import sys
from array import array
from base64 import b64encode
from datetime import datetime, timedelta
from pathlib import Path

CHUNK = 20_000
START = datetime(2024, 1, 1)
STATES = ["completed"] * 90 + ["failed"] * 5 + ["active"] * 3 + ["pending"] * 2
ALGORITHMS = ["average", "summary", "glm", "survival", "federated-mean"]
IMAGES = [f"harbor.example.org/algorithms/{name}" for name in ALGORITHMS]


def proportions(tasks, asked):
    """How many rows each table gets."""
    sizes = {
        "organizations": 10 + tasks // 1_000,
        "users": 10 + tasks // 10,
        "collaborations": 5 + tasks // 2_000,
        "tasks": tasks,
    }
    sizes.update({name: count for name, count in asked.items() if count is not None})
    return sizes


def make_empty(daemon, path):
    """Has the daemon make the file, and end."""
    socket = f"{path}.sock"
    process = subprocess.Popen(
        [daemon, "--socket", socket, "--database", path, "--journal", "wal"], stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "ready" in line:
            break
    process.send_signal(signal.SIGTERM)
    said = process.stderr.read()
    if process.wait() != 0:
        sys.exit(f"the daemon could not make '{path}': {said}")


class Contents:
    """Text of all sizes, cut out of one long random text."""

    def __init__(self, chance):
        self.chance = chance
        self.text = b64encode(chance.randbytes(6 << 20)).decode()

    def cut(self, size):
        start = self.chance.randrange(0, (len(self.text) - size) // 4) * 4
        return self.text[start:start + size - size % 4]

    def result(self):
        draw = self.chance.random()
        if draw < 0.000_01:
            size = self.chance.randint(1 << 20, 4 << 20)
        elif draw < 0.001:
            size = self.chance.randint(20_000, 60_000)
        else:
            size = min(20_000, int(self.chance.lognormvariate(5.3, 0.8)) + 8)
        return self.cut(size)


def moment(offset):
    return (START + timedelta(seconds=offset)).strftime("%Y-%m-%d %H:%M:%S.%f")


def organizations(count):
    for i in range(1, count + 1):
        yield i, f"org-{i}", f"example-{i}.org", f"Main street {i}", "3511 AB", "Netherlands"


def users(count, organization_count, chance):
    for i in range(1, count + 1):
        yield (i, f"user-{i}", f"Given{i % 997}", f"Family{i % 9973}", f"user-{i}@example.org",
               chance.randint(1, organization_count), 0)


def tasks(sizes, groups, placed, chance):
    """Leaves the collaboration of each task in `placed`."""
    count, older = sizes["tasks"], [array("I") for _ in groups]
    weights, total = [], 0.0
    for rank in range(1, sizes["collaborations"] + 1):
        total += 1 / rank
        weights.append(total)
    ranks = range(1, sizes["collaborations"] + 1)
    youngest_parent = count * 4 // 5
    for first in range(1, count + 1, CHUNK):
        last = min(count, first + CHUNK - 1)
        picked = chance.choices(ranks, cum_weights=weights, k=last - first + 1)
        for i, collaboration in zip(range(first, last + 1), picked):
            group, parents = groups[collaboration - 1], older[collaboration - 1]
            parent = chance.choice(parents) if parents and chance.random() < 0.05 else None
            if i <= youngest_parent:
                parents.append(i)
            placed.append(collaboration)
            yield (i, f"task-{i}", f"run number {i}", IMAGES[i % len(IMAGES)], collaboration, i, parent,
                   group[i % len(group)], chance.randint(1, sizes["users"]), moment(i * 60))


def results(groups, placed, chance):
    contents = Contents(chance)
    for task, collaboration in enumerate(placed, 1):
        group = groups[collaboration - 1]
        for part in range(3):
            i = (task - 1) * 3 + part + 1
            yield (i, contents.cut(96), task, group[(task + part) % len(group)], contents.result(),
                   moment(task * 60), moment(task * 60 + 1), moment(task * 60 + 30), STATES[i % 100], 0)


def memberships(sizes, chance):
    """The organizations of each collaboration."""
    count = sizes["organizations"]
    return [chance.sample(range(1, count + 1), min(count, 8)) for _ in range(sizes["collaborations"])]


def nodes(groups, start):
    for i, group in enumerate(groups[:2_000], 1):
        yield start + i, f"node-{i}", i, group[0]


def fill(path, sizes):
    chance = random.Random(20_260_101)
    file = sqlite3.connect(path, isolation_level=None)
    file.execute("PRAGMA synchronous = OFF")
    # Indexes are quicker made at the end.
    indexes = file.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'vantage6_admin_index_%'").fetchall()
    file.execute("BEGIN")
    for name, _ in indexes:
        file.execute(f'DROP INDEX "{name}"')

    def insert(table, columns, rows):
        places = ", ".join("?" * len(columns.split(",")))
        file.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', rows)

    user_count = sizes["users"]
    insert("organization", "id, name, domain, address1, zipcode, country", organizations(sizes["organizations"]))
    insert("collaboration", "id, name, encrypted",
           ((i, f"collaboration-{i}", 0) for i in range(1, sizes["collaborations"] + 1)))
    groups, placed = memberships(sizes, chance), array("I")
    insert("Member", "organization_id, collaboration_id",
           ((organization, i) for i, group in enumerate(groups, 1) for organization in group))
    insert("authenticatable", "id, type, status", ((i, "user", None) for i in range(1, user_count + 1)))
    insert("user", "id, username, firstname, lastname, email, organization_id, failed_login_attempts",
           users(user_count, sizes["organizations"], chance))
    insert("Permission", "role_id, user_id", ((1 + i % 7, i) for i in range(1, user_count + 1)))
    made = list(nodes(groups, user_count))
    insert("authenticatable", "id, type, status", ((row[0], "node", "offline") for row in made))
    insert("node", "id, name, collaboration_id, organization_id", made)
    insert("task", "id, name, description, image, collaboration_id, job_id, parent_id, init_org_id, init_user_id, "
           "created_at", tasks(sizes, groups, placed, chance))
    insert("run", "id, input, task_id, organization_id, result, assigned_at, started_at, finished_at, status, "
           "blob_storage_used", results(groups, placed, chance))
    for _, sql in indexes:
        file.execute(sql)
    file.execute("COMMIT")
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()


def generate(daemon, path, count, **asked):
    """Makes the file, unless it is there. A half-made one never has its name."""
    path = Path(path)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    for leftover in path.parent.glob(f"{half.name}*"):
        leftover.unlink()
    make_empty(str(daemon), str(half))
    fill(half, proportions(count, asked))
    os.replace(half, path)
    return path
