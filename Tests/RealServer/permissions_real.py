"""What the real server 5.0.3 lets each user of a database do, as JSON: run with its models."""
import json

from vantage6.hq.model.rule import Operation, Scope

rules = db.Rule.get()  # noqa: F821  (the tool brings it)
allowed = {
    # Asked for a rule that there is not, the server fails.
    user.username: sorted(
        "%s:%s:%s" % (rule.name, rule.scope, rule.operation)
        for rule in rules if user.can(rule.name, Scope(rule.scope), Operation(rule.operation)))
    for user in db.User.get()  # noqa: F821
}
print("ALLOWED " + json.dumps(allowed))
