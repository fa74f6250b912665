"""Changes a record every tenth of a second with the models of the real server, and measures each change.

Run by real-vantage6, which brings `db`. Arguments: a file with the name of what goes on meanwhile, which ends it when it
is empty; and a file for the waits, a line `WHAT SECONDS ERROR` each.
"""
import sys
import time

phase_path, waits_path = sys.argv[1:3]


def change(number):
    organization = db.Organization.get(1)
    organization.zipcode = str(number)
    organization.save()


def forget():
    """A failed save leaves the session unusable."""
    from vantage6.server.model import base
    if hasattr(base, "DatabaseSessionManager"):
        base.DatabaseSessionManager.get_session().rollback()
    else:
        base.Database().Session.rollback()


def run():
    number = 0
    with open(waits_path, "w") as waits:
        while True:
            phase = open(phase_path).read().strip()
            if not phase:
                return
            start = time.monotonic()
            error = "-"
            try:
                change(number)
            except Exception as failure:
                error = str(failure).replace("\n", " ")[:200]
                forget()
            waits.write("%s %.3f %s\n" % (phase, time.monotonic() - start, error))
            waits.flush()
            number += 1
            time.sleep(0.1)


run()
