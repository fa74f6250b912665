"""The long work of which `rounds` looks at the ends: each one makes the database, says how the work is called, tells how
it ended, and brings the database back to where the work begins."""
import hashlib
import json
import shutil
import sqlite3
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "Benchmark"))
from driver.generator import generate  # noqa: E402


def check_whole(path):
    connection = sqlite3.connect(path, timeout=60)
    said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    if said != "ok":
        raise SystemExit(f"'{path}' is broken: {said}")


def rows(path, statement):
    connection = sqlite3.connect(path, timeout=60)
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


class Marked:
    """Work on a database of 4.x in which the name of an organization says whether it is the one of the backup."""
    base = "4"
    OLD, NEW = "old-marker", "new-marker"

    def __init__(self, world):
        self.world, self.backup = world, world.folder / "backup"
        world.vctl("organization", "create", f"name={self.OLD}")
        world.vctl("backup", self.backup)
        self.rename()

    def rename(self):
        self.world.vctl("organization", "update", self.OLD, f"name={self.NEW}")

    def end(self):
        names = [row[0] for row in rows(
            self.world.database, "SELECT name FROM organization WHERE name LIKE '%-marker'")]
        if names not in ([self.OLD], [self.NEW]):
            raise SystemExit(f"the database is neither the old one nor the new one: {names}")
        self.name = names[0]
        return "as in the backup" if self.name == self.OLD else "as before"


class Backup(Marked):
    def __init__(self, world):
        super().__init__(world)
        self.target = world.folder / "made"
        self.words = ["backup", self.target]

    def end(self):
        if self.target.exists():
            check_whole(self.target)
        if super().end() != "as before":
            raise SystemExit("a backup changed the database")
        return "a whole file" if self.target.exists() else "no file"

    def begin_again(self):
        self.target.unlink(missing_ok=True)


class Restore(Marked):
    def __init__(self, world):
        super().__init__(world)
        self.words = ["restore", "--yes", "--server-stopped", self.backup]

    def begin_again(self):
        for kept in self.world.folder.glob("*.before-restore*"):
            kept.unlink()
        if rows(self.world.database, f"SELECT 1 FROM organization WHERE name = '{self.OLD}'"):
            self.rename()


class Migrate:
    """A database of 3.x, whose results move to another table."""
    base = "3"
    words = ["migrate", "--to", "4", "--yes", "--long"]
    TABLES = {3: "result", 4: "run"}

    def __init__(self, world):
        self.world, self.start = world, world.folder / "start"
        # It is kept as the daemon has opened it, so that no round has to make the copies of a first opening.
        world.stop()
        for kept in world.folder.glob("*.before-vantage6-admin"):
            kept.unlink()
        shutil.copy(world.database, self.start)
        self.results = self.digest(3)
        world.start()

    def digest(self, version):
        digest = hashlib.sha256()
        for row in rows(self.world.database, "SELECT id, task_id, organization_id, input, result, finished_at FROM "
                        f"{self.TABLES[version]} ORDER BY id"):
            digest.update(repr(row).encode())
        return digest.hexdigest()

    def end(self):
        version = json.loads(self.world.vctl("status", "-o", "json"))["database"]["layout"]
        there = {row[0] for row in rows(self.world.database, "SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if there & set(self.TABLES.values()) != {self.TABLES[version]}:
            raise SystemExit(f"the database of version {version} has tables of both")
        if self.digest(version) != self.results:
            raise SystemExit(f"the results of the database of version {version} are not those of before")
        return "migrated" if version == 4 else "as before"

    def begin_again(self):
        self.world.stop()
        # What belongs to the other file must not be taken for this one's.
        for side in self.world.folder.glob("db.sqlite-*"):
            side.unlink()
        # A copy is whole, and a daemon that was killed could not delete it.
        for kept in self.world.folder.glob("*.before-migration*"):
            check_whole(kept)
            kept.unlink()
        shutil.copy(self.start, self.world.database)
        self.world.start()


class Clean:
    """Many old results, and free pages after them: what is done in steps leaves each record as it was or emptied."""
    base = "4"
    words = ["result", "clean", "--older-than", "1d", "--yes"]
    COUNT = 20_000
    INPUT, RESULT = "the input", "r" * 9_000

    def __init__(self, world):
        self.world = world
        self.begin_again()

    def end(self):
        kinds = rows(self.world.database, "SELECT input, result, cleanup_at IS NULL, count(*) FROM run "
                     "WHERE finished_at IS NOT NULL GROUP BY 1, 2, 3")
        whole, emptied = (self.INPUT, self.RESULT, 1), ("", "", 0)
        if not {row[:3] for row in kinds} <= {whole, emptied}:
            raise SystemExit(f"a result is half emptied: {[row[2:] for row in kinds]}")
        counts = {row[:3]: row[3] for row in kinds}
        logged = rows(self.world.database, "SELECT count(DISTINCT id) FROM vantage6_admin_audit "
                      f"WHERE method = 'result.clean' AND seq > {self.seq}")[0][0]
        if logged != counts.get(emptied, 0):
            raise SystemExit(f"the audit log has {logged} of {counts.get(emptied, 0)} emptied results")
        return "all emptied" if whole not in counts else "some emptied" if emptied in counts else "as before"

    def begin_again(self):
        connection = sqlite3.connect(self.world.database, timeout=60)
        with connection:
            connection.execute("DELETE FROM run")
            connection.executemany(
                "INSERT INTO run (id, input, result, status, finished_at, blob_storage_used) "
                "VALUES (?, ?, ?, 'completed', '2024-01-01 00:00:00.000000', 0)",
                ((number, self.INPUT, self.RESULT) for number in range(1, self.COUNT + 1)))
        self.seq = connection.execute("SELECT coalesce(max(seq), 0) FROM vantage6_admin_audit").fetchone()[0]
        connection.close()


class Import:
    """A file of many organizations."""
    base = "4"
    COUNT = 5_000

    def __init__(self, world):
        self.world, self.file, self.start = world, world.folder / "file.jsonl", world.folder / "start"
        self.write("imported")
        self.words = ["import", self.file, "--long"]
        self.keep()

    def write(self, label):
        with open(self.file, "w", encoding="utf-8") as file:
            for number in range(self.COUNT):
                file.write(json.dumps({"organization": {"name": f"{label} {number}"}}) + "\n")

    def keep(self):
        """Keeps the database as it is, for the next rounds."""
        world = self.world
        world.stop()
        for kept in world.folder.glob("*.before-vantage6-admin"):
            kept.unlink()
        shutil.copy(world.database, self.start)
        world.start()

    def end(self):
        path = self.world.database
        made = rows(path, "SELECT count(*) FROM organization WHERE name LIKE 'imported %'")[0][0]
        recorded = rows(path, "SELECT count(*) FROM vantage6_admin_audit WHERE method = 'database.import'")[0][0]
        if made not in (0, self.COUNT) or made != recorded:
            raise SystemExit(f"{made} of {self.COUNT} organizations are there, and the audit log has {recorded}")
        return "imported" if made else "as before"

    def begin_again(self):
        Migrate.begin_again(self)


class Apply(Import):
    """A file in the place of an earlier one: all of the organizations of that are deleted."""

    def __init__(self, world):
        self.world, self.file, self.start = world, world.folder / "file.jsonl", world.folder / "start"
        self.words = ["apply", "-f", self.file, "--prune", "--yes", "--long"]
        self.write("earlier")
        world.vctl(*self.words)
        self.write("applied")
        self.keep()

    def end(self):
        path = self.world.database
        there = {label: rows(path, f"SELECT count(*) FROM organization WHERE name LIKE '{label} %'")[0][0]
                 for label in ("earlier", "applied")}
        recorded = rows(path, "SELECT count(*) FROM vantage6_admin_audit WHERE reason = 'file'")[0][0]
        if recorded != self.COUNT + 2 * there["applied"] or sorted(there.values()) != [0, self.COUNT]:
            raise SystemExit(f"there are {there}, and the audit log has {recorded}")
        return "applied" if there["applied"] else "as before"


class Repair:
    """A database whose tasks refer to a user that does not exist; one repair mends at most so many of them."""
    base = "4"
    words = ["repair", "dangling_reference", "--yes", "--long"]
    MOST = 10_000
    DANGLING = "SELECT count(*) FROM task WHERE init_user_id = 999999"
    RECORDED = "SELECT count(*) FROM vantage6_admin_audit WHERE method = 'database.repair'"

    def __init__(self, world):
        self.world, self.recorded = world, 0
        self.begin_again()

    def begin_again(self):
        connection = sqlite3.connect(self.world.database, timeout=60)
        connection.execute("UPDATE task SET init_user_id = 999999")
        connection.commit()
        connection.close()
        self.planted = rows(self.world.database, self.DANGLING)[0][0]
        self.recorded = rows(self.world.database, self.RECORDED)[0][0]

    def end(self):
        mended = self.planted - rows(self.world.database, self.DANGLING)[0][0]
        recorded = rows(self.world.database, self.RECORDED)[0][0] - self.recorded
        if mended not in (0, min(self.planted, self.MOST)) or mended != recorded:
            raise SystemExit(f"{mended} of {self.planted} tasks are mended, and the audit log has {recorded}")
        return "repaired" if mended else "as before"


# What `rounds` goes through, by the name of the command.
WORKS = {"backup": Backup, "restore": Restore, "migrate": Migrate, "repair": Repair, "import": Import,
         "apply": Apply, "clean": Clean}


def bases(daemon, folder, tasks):
    """version: a database with so many tasks, three results each."""
    made = {"4": folder / "4.sqlite", "3": folder / "3.sqlite"}
    generate(str(daemon), str(made["4"]), tasks)
    shutil.copy(TESTS / "Data" / "sample-3.11.1.sqlite", made["3"])
    connection = sqlite3.connect(made["3"])
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 999 + ?1) "
    connection.execute(
        numbers + "INSERT INTO task (id, name, collaboration_id) SELECT i, 'task ' || i, "
        "(SELECT min(id) FROM collaboration) FROM n", [tasks])
    connection.execute(
        numbers + "INSERT INTO result (id, task_id, organization_id, input, result, finished_at) "
        "SELECT i, 1000 + i % ?2, (SELECT min(id) FROM organization), hex(randomblob(50)), hex(randomblob(200)), "
        "'2024-01-01 00:00:00.000000' FROM n", [3 * tasks, tasks])
    connection.commit()
    connection.close()
    return made
