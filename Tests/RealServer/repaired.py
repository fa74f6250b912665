"""Damages a real file, repairs it, and lets the real server list everything. Called by `repaired`.

usage: repaired.py PROGRAMS SERVER FILE VERSION FOLDER

SERVER starts a real server of VERSION."""
import json
import os
import shutil
import sqlite3
import sys

from real import Daemon, Server, prepare

PROGRAMS, SERVER, FILE, VERSION, FOLDER = sys.argv[1:6]
GENERATION = int(VERSION[0])
PART = "run" if GENERATION >= 4 else "result"
INITIATOR = "init_org_id" if GENERATION >= 4 else "initiator_id"
DAMAGE = """
    UPDATE node SET collaboration_id = 999 WHERE id = 5;
    UPDATE user SET organization_id = 555 WHERE id = 3;
    DELETE FROM authenticatable WHERE id = 2;
    UPDATE authenticatable SET type = 'user' WHERE id = 6;
    INSERT INTO authenticatable (id, type) VALUES (500, 'user');
    INSERT INTO Permission (role_id, user_id) VALUES (1, 1), (999, 1), (1, 4242);
    INSERT INTO Member (organization_id, collaboration_id) VALUES (2, 1), (77, 66);
    INSERT INTO role_rule_association (role_id, rule_id) SELECT role_id, rule_id FROM role_rule_association LIMIT 3;
    INSERT INTO role_rule_association (role_id, rule_id) VALUES (1, 9999);
    UPDATE task SET parent_id = 5 WHERE id = 5;
    UPDATE task SET collaboration_id = 777 WHERE id = 2;
    UPDATE task SET {initiator} = 888 WHERE id = 3;
    UPDATE {part} SET organization_id = 888 WHERE id = 4;
    UPDATE {part} SET task_id = NULL WHERE id = 3;
    UPDATE {part} SET assigned_at = 'yesterday' WHERE id = 6;
    UPDATE {part} SET input = x'00ff80' WHERE id = 5;
    UPDATE node SET organization_id = NULL WHERE id = 9;
    UPDATE organization SET _public_key = x'ffd8ff' WHERE id = 3;
    DELETE FROM rule WHERE id = 7;
"""
# Files of version 2 have a CHECK on the collaboration's column.
SINCE_3 = """
    UPDATE collaboration SET encrypted = 2 WHERE id = 1;
    UPDATE {part} SET status = 'weird' WHERE id = 6;
    UPDATE node SET organization_id = 2, collaboration_id = 2 WHERE id IN (7, 8);
    UPDATE node SET api_key = '123e4567-e89b-12d3-a456-426614174999' WHERE id = 6;
    INSERT INTO algorithmport (id, port, {part}_id) VALUES (99, 70000, 9999);
"""
SINCE_4 = "INSERT INTO taskdatabase (id, task_id, \"database\") VALUES (99, 9999, 'lost');"
DECISIONS = [
    "dangling_reference=delete", "missing_reference=delete", "unreadable_value=clear", "unknown_word=failed",
    "malformed_secret=hash", "broken_public_key=clear", "several_nodes=keep_last", "number_out_of_range=clear",
]
KINDS = ["organization", "collaboration", "user", "node", "role", "rule", "task", PART]
KINDS += ["study", "algorithmstore"] if GENERATION >= 4 else []


def damage(path):
    connection = sqlite3.connect(path)
    sql = DAMAGE + (SINCE_3 if GENERATION >= 3 else "") + (SINCE_4 if GENERATION >= 4 else "")
    connection.executescript(sql.format(part=PART, initiator=INITIATOR))
    connection.close()


def failing(path, name):
    """The lists and records that the real server of the version cannot show, of a copy: a server changes what it opens."""
    copy = os.path.join(FOLDER, name + ".sqlite")
    shutil.copy(path, copy)
    failed, shown = [], 0
    with Server(SERVER, VERSION, copy, os.path.join(FOLDER, name)) as server:
        token = server.token()
        for kind in KINDS:
            page = "?page=1&per_page=1000" if GENERATION < 4 else "?page=1&per_page=100"
            status, answer = server.answer("GET", "/" + kind + page, token=token)
            if status != 200:
                failed.append("/%s (%d)" % (kind, status))
                continue
            for item in answer["data"] if isinstance(answer, dict) else answer:
                status, _ = server.answer("GET", "/%s/%d" % (kind, item["id"]), token=token)
                shown += 1
                if status != 200:
                    failed.append("/%s/%d (%d)" % (kind, item["id"], status))
    return failed, shown


def main():
    path = os.path.join(FOLDER, "file.sqlite")
    prepare(PROGRAMS, FILE, path)
    damage(path)
    try:
        before = ", ".join(failing(path, "damaged")[0])
    except AssertionError as error:
        before = "nobody can log in" if "/token/user" in str(error) else "it does not start"
    with Daemon(PROGRAMS, path, FOLDER) as daemon:
        words = [word for decision in DECISIONS for word in ("--set", decision)]
        report = json.loads(daemon.vctl("repair", "--yes", "-o", "json", *words, status=8))
        again = json.loads(daemon.vctl("repair", "--yes", "-o", "json", *words, status=8))
        assert report["mended"] > 25 and again["mended"] == 0, (report["mended"], again["mended"])
    after, shown = failing(path, "repaired")
    print("%s: %d mended, %d left; the server failed at: %s; after the repair it shows every list and %d records" % (
        VERSION, report["mended"], report["left"], before, shown))
    assert not after, "%s: after the repair it fails at %s" % (VERSION, ", ".join(after))


main()
