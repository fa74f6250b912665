"""Compares what vctl says of permissions with what the real server 5.0.3 computes. Run by Tests/RealServer/permissions."""
import itertools
import json
import os
import random
import subprocess
import sys

from real import Daemon

ROLES = ["Root", "container", "node", "Viewer", "Researcher", "Organization Admin", "Collaboration Admin"]
MIXTURES = 40


def ours(daemon, name):
    rules = json.loads(daemon.vctl("user", "permissions", name, "-o", "json"))["rules"]
    return sorted("%s:%s:%s" % (rule["name"], rule["scope"], rule["operation"]) for rule in rules)


def make(daemon):
    """The names of users with all roles, pairs of them, and random roles and rules."""
    chance = random.Random(5)
    rules = json.loads(daemon.vctl("rule", "list", "-o", "json", "--limit", "1000"))
    keys = ["%s:%s:%s" % (rule["name"], rule["scope"], rule["operation"]) for rule in rules]
    daemon.vctl("organization", "create", "name=Alpha")
    for number in range(5):
        some = ",".join(chance.sample(keys, 12))
        daemon.vctl("role", "create", "name=own%d" % number, "organization=Alpha", "rules=" + some)
    every = ROLES + ["own%d" % number for number in range(5)]
    choices = [[role] for role in every] + [list(pair) for pair in itertools.combinations(ROLES, 2)] + [[]]
    choices += [chance.sample(every, chance.randint(1, 5)) for _ in range(MIXTURES)]
    names = []
    for number, roles in enumerate(choices):
        direct = chance.sample(keys, chance.choice([0, 0, 1, 7]))
        name = "user%d" % number
        daemon.vctl(
            "user", "create", "username=" + name, "organization=Alpha", *(["roles=" + ",".join(roles)] if roles else []),
            *(["rules=" + ",".join(direct)] if direct else []))
        names.append(name)
    return names


def main(programs, tool, folder):
    path = os.path.join(folder, "new.sqlite")
    with Daemon(programs, path, folder, "--layout", "5") as daemon:
        names = make(daemon)
        said = {name: ours(daemon, name) for name in names}
    here = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run(
        [tool, "5.0.3", path, os.path.join(here, "permissions_real.py")], stdout=subprocess.PIPE, check=True,
        universal_newlines=True)
    lines = [line for line in done.stdout.split("\n") if line.startswith("ALLOWED ")]
    real = json.loads(lines[-1][len("ALLOWED "):])
    wrong = [name for name in names if real.get(name) != said[name]]
    for name in wrong[:5]:
        print("%s: only ours %s, only the server's %s" % (
            name, sorted(set(said[name]) - set(real.get(name, []))), sorted(set(real.get(name, [])) - set(said[name]))))
    count = sum(len(said[name]) for name in names)
    print("%d users with %d permissions, %d differ" % (len(names), count, len(wrong)))
    return 1 if wrong or not count else 0


sys.exit(main(*sys.argv[1:]))
