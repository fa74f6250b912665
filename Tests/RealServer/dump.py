"""Prints every table of the server, a row a line, without what clocks and salts make: for comparing two files."""
import re
import sqlite3
import sys


def shown(value):
    if isinstance(value, str) and re.match(r"\$2b\$12\$.{53}$", value):
        return "<bcrypt>"
    # All moments of the samples and of the series are older: what is newer was the clock's.
    if isinstance(value, str) and re.match(r"20(2[5-9]|[3-9]\d)-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$", value):
        return "<now>"
    return repr(value)


def main(path):
    connection = sqlite3.connect("file:" + path + "?mode=ro", uri=True)
    connection.text_factory = lambda text: text.decode("utf-8", "backslashreplace")
    tables = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not row[0].startswith(("vantage6_admin_", "sqlite_"))]
    for table in tables:
        print("==", table)
        rows = connection.execute('SELECT * FROM "%s"' % table)
        names = [column[0] for column in rows.description]
        lines = []
        for row in rows:
            cells = dict(zip(names, row))
            # The real server leaves a deleted task's databases behind, with a task of NULL; we delete them with it.
            if table == "taskdatabase" and cells["task_id"] is None:
                continue
            key = (cells["id"],) if "id" in cells else ()
            lines.append((key, " ".join("%s=%s" % (name, shown(cells[name])) for name in sorted(names))))
        for _, line in sorted(lines):
            print(line)


main(sys.argv[1])
