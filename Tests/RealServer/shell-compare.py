"""Compares what two shells printed, statement by statement; each difference is in the tables below, or a failure.

Arguments: the version, what the real shell printed (shell-run.py), what ours printed (vshell --echo --keep-going).
"""
import re
import sys

# How things are written. Applied to both sides: (versions, why, pattern, replacement).
FORMS = [
    ("", "a list of several records takes a line each, also where it would fit on one", r",\n +", ", "),
    ("", "the same", r"(Out\[\d+\]:) \n", r"\1 "),
    ("", "an error has a line, the spot and a hint; its class is the same",
     r"(?m)^line \d+: (\w+): .*\n(?:    .*\n    .*\n)?(?:hint: .*\n)?", r"!\1\n"),
    ("", "what a deletion detaches is told", r"(?m)^detached: .*\n", ""),
    ("", "a delete that frees the highest id warns of it", r"(?m)^warning: the server may give the id .*\n", ""),
    ("345", "the real server logs a missing node", r"(?m)^No node exists .*\n", ""),
    ("", "secrets, and their hashes, are masked", r"api_key: \S+ >", "api_key: **** >"),
    ("", "a record that is not saved yet does not count among those that its relations have",
     r"(<User id=None, .*made for comparing), \d user\(s\)", r"\1"),
    ("2", "records print as in 3.11", r"<Role (\d+), \1: ", r"<Role \1: "),
    ("2", "the same", r"<Rule (\d+): (\w+),", r"<Rule \1: '\2',"),
    ("2", "the same", r"<Node (\d+): ([^',]+), org", r"<Node \1: '\2', org"),
    ("2", "the same", r"completed: (\w+)>", r"is_complete: \1>"),
    ("45", "the same", r"<Run (\d+: [^<>]*), status: [\w ]+>", r"<Result \1>"),
    ("45", "the same", r", is_complete: \w+>", ">"),
    ("5", "the same", r"(<Task \w+: [^<>]*), status: \w+, (collaboration:[^<>,]*), action:\w+, >", r"\1, \2>"),
    ("5", "the same", r"operation: (\w+), scope: (\w+)>",
     lambda match: "operation: Operation.%s, scope: Scope.%s>" % (match[1].upper(), match[2].upper())),
    ("5", "there is no key, and no comma for it", r"(<Node [^<>]*), >", r"\1>"),
    ("4", "the same", r"operation: (?:v|Operation\.VIEW), scope: (?:glo|Scope\.GLOBAL)>", "VIEW GLOBAL>"),
    ("4", "the same", r"operation: (?:v|Operation\.VIEW), scope: (?:col|Scope\.COLLABORATION)>", "VIEW COLLABORATION>"),
    ("4", "the same", r"operation: (?:v|Operation\.VIEW), scope: (?:org|Scope\.ORGANIZATION)>", "VIEW ORGANIZATION>"),
]

# Statements that answer something else: statement: (versions, why, a pattern for theirs, ours).
STATEMENTS = {
    'db.Rule.get_by_("node", "organization", "view") == r':
        ("234", "the words of an enumeration are taken as texts, too", "False", "True"),
    "db.User.get()": (
        "234", "related records are in the order of their ids, not of the pairs",
        r".*'jane', roles='\[<Role \d: 'custom-role', .*", r".*'jane', roles='\[<Role \d: '(Viewer|container)', .*"),
    'u.set_password("short")':
        ("34", "a weak password is an error, not a text that is easily overlooked", "'Password too short.*", "!ValueError"),
    'u.set_password("nonumbers-Aa")': ("34", "the same", "'Password should contain.*", "!ValueError"),
    'u.can("nothing", Scope.GLOBAL, Operation.DELETE)':
        ("345", "a resource that no rule is about is an error", "False|!AttributeError", "!ValueError"),
    "n.name, n.status, n.ip, n.last_seen": (
        "4", "a new record has what the server's API gives it, not its models",
        r"\('Compared - comparison', None, None, None\)", r"\('Compared - comparison', 'offline', None, None\)"),
    "n.name, n.status, n.last_seen": (
        "5", "the same", r"\('Compared-comparison-node', None, None\)", r"\('Compared-comparison-node', 'offline', None\)"),
    "x.status, t.status": (
        "45", "the same", r"\(None, (None|'awaiting')\)", r"\('pending', '(pending|awaiting)'\)"),
    "u.failed_login_attempts, u.last_login_attempt, u.otp_secret":
        ("34", "a secret is masked, also one that is not there", r"\(0, None, None\)", r"\(0, None, '\*\*\*\*'\)"),
    "[x.name for x in u.roles]": (
        "2345", "what is added to a list is kept; theirs forgets it after a get (3, 4), and keeps another order (2, 5)",
        r"\['compared-role'(, '(Root|container)')?\]", r"\['(Root|container)', 'compared-role'\]"),
    "db.AlgorithmStore.get()":
        ("45", "every record prints readably", r"\[<vantage6\.(server|hq)\.model.*", r"\[<AlgorithmStore 1, name: store, .*"),
    "db.Node.exists(o.id, c.id), db.Node.exists(p.id, c.id)":
        ("23", "whether it exists is a truth value, not the record", r"\(<Node .*, None\)", r"\(True, False\)"),
    "db.Node.exists_by_id(o.id, c.id), db.Node.exists_by_id(p.id, c.id)":
        ("45", "the same", r"\(<Node .*, None\)", r"\(True, False\)"),
    "x.node == n": ("2", "what a newer server has works on older databases", "!AttributeError", "True"),
    "t.results[1].node": ("2", "the same", "!AttributeError", ""),
    "t.results_for_node(n) == [x]": ("23", "theirs fails by a mistake", "!AttributeError", "True"),
    "o.get_result_ids() == [x.id]": ("3", "ids are numbers, not tuples", "False", "True"),
}


def answers(path, generation):
    """The statements and what they printed, in their order."""
    text = open(path, encoding="utf-8").read()
    for versions, _, pattern, replacement in FORMS:
        if not versions or generation in versions:
            text = re.sub(pattern, replacement, text)
    found = []
    for part in re.split(r"(?m)^In \[\d+\]: ", text)[1:]:
        lines = part.rstrip("\n").split("\n")
        source = [lines.pop(0)]
        while lines and re.match(r" +\.\.\.: ?", lines[0]):
            source.append(re.sub(r"^ +\.\.\.: ?", "", lines.pop(0)))
        found.append(("\n".join(source).rstrip(), re.sub(r"^Out\[\d+\]: ", "", "\n".join(lines)).strip("\n")))
    return found


def main(version, their_path, our_path):
    generation = version[0]
    theirs, ours = answers(their_path, generation), answers(our_path, generation)
    failures = []
    if [source for source, _ in theirs] != [source for source, _ in ours]:
        failures.append("the statements are not the same")
    listed = {source for source, entry in STATEMENTS.items() if generation in entry[0]}
    seen = set()
    for (source, their), (_, our) in zip(theirs, ours):
        if their == our:
            continue
        if source in listed and re.fullmatch(STATEMENTS[source][2], their, re.S) \
                and re.fullmatch(STATEMENTS[source][3], our, re.S):
            seen.add(source)
        else:
            failures.append("%s\n  theirs: %s\n  ours:   %s" % (source, their, our))
    failures += ["listed as different, and is not: " + source for source in sorted(listed - seen)]
    for failure in failures:
        print("%s: %s" % (version, failure), file=sys.stderr)
    if not failures:
        print("%s: %d statements answer the same, %d differ as listed" % (version, len(ours) - len(seen), len(seen)))
    return 1 if failures else 0


sys.exit(main(*sys.argv[1:]))
