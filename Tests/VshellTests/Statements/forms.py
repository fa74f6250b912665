# The forms of the old shell's pages, each with what it must give. They run on every layout, fresh or in use.
from vantage6.server.model.rule import Scope, Operation
from vantage6.hq.model.rule import Scope, Operation
from uuid import uuid1, uuid4
import datetime

# In version 5, Keycloak has passwords, names, email addresses and keys: forms-5.py has what is said then.
own_logins = hasattr(db.User, "get_by_email")

# organizations
before = len(db.Organization.get())
organization = db.Organization(
    name="Forms Institute",
    domain="forms.example",
    address1="Zernikestraat 29",
    address2="Floor 3",
    zipcode="5612HZ",
    country="Netherlands"
)
assert repr(organization) == "<Organization None: 'Forms Institute', domain:forms.example, users:0>"
assert organization.id is None
organization.save()
assert organization.id > 0
assert len(db.Organization.get()) == before + 1
assert db.Organization.get(organization.id) is organization
assert db.Organization.get_by_name("Forms Institute") == organization
assert db.Organization.get_by_name("nobody") is None
assert db.Organization.get(99999) is None
assert repr(organization) == f"<Organization {organization.id}: 'Forms Institute', domain:forms.example, users:0>"
other = db.Organization(name="Other Institute", domain="other.example")
other.save()
assert organization.collaborations == [] and organization.users == [] and organization.created_tasks == []
assert organization.results == [] and organization.nodes == [] and organization.roles == []
assert organization.studies == [] and organization.tasks == [] and organization.runs == []
organization.country = "Nowhere"
organization.save()
assert db.Organization.get(organization.id).country == "Nowhere"
key = "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUlHZk1BMEdDU3FHU0liM0RRRUJBUVVBQTRHTkFEQ0JpUUtCZ1FERk9VZjV4V2FTVzV0RU15SEl4OHBJVlFMdgpLcnFxS1hVUXVtbVJ5bU1WbFd1Rmh0UHFCNHdHU1FWUFBqNFdsbzIrcXRGUVJYamF2TjFtYmYyb3N5YXhrK21HCkRTT3FpbUN4THhIM2tnZlZOT3RGMjY2Sk94U0dFSWl2SXBmTDFHR0dIc1N3V0txQkhhTzE5MGprbElKYmRDNnMKY2lHS3BUcGcvMHFvL3BKYTd3SURBUUFCCi0tLS0tRU5EIFBVQkxJQyBLRVktLS0tLQo="
organization.public_key = key
organization.save()
assert organization.public_key.startswith("-----BEGIN PUBLIC KEY-----\nMIGf")
organization.public_key = organization.public_key
organization.save()
assert organization.public_key.endswith("-----END PUBLIC KEY-----\n")
assert other.public_key == ""

# rules and roles
assert len(db.Rule.get()[:3]) == 3
rule = db.Rule.get_by_("node", Scope.ORGANIZATION, Operation.VIEW)
assert rule.name == "node" and rule.scope == Scope.ORGANIZATION and rule.operation == Operation.VIEW
assert repr(rule) == f"<Rule {rule.id}: 'node', operation: Operation.VIEW, scope: Scope.ORGANIZATION>"
assert db.Rule.get_by_("node", "organization", "view") == rule
assert db.Rule.get_by_("node", "ORGANIZATION", "VIEW") == rule
assert db.Rule.get_by_("node", "org", "v") == rule
assert db.Rule.get_by_("nothing", Scope.ORGANIZATION, Operation.VIEW) is None
role = db.Role(name="forms-role", description="for forms", rules=[rule])
role.save()
assert db.Role.get_by_name("forms-role").rules == [rule]
assert db.Role.get(role.id).rules[0].name == "node"
assert repr(role) == f"<Role {role.id}: 'forms-role', description: for forms, 0 user(s)>"

# users
if own_logins:
    user = db.User(
        username="forms-user", password="Some-Secret-1", firstname="Form", lastname="User",
        email="forms@example.org", roles=[role], rules=[], organization=organization)
else:
    user = db.User(
        username="forms-user", keycloak_id="6f1ed3a5-0b45-4d5c-b2a1-0d7a3f0f9a11", roles=[role], rules=[],
        organization=organization)

user.save()
assert db.User.get_by_username("forms-user") == user
assert db.User.getByUsername("forms-user") == user
if own_logins:
    assert db.User.get_by_email("forms@example.org") == user
    assert db.User.exists("email", "forms@example.org") and not db.User.exists("email", "x@example.org")
    assert db.User.get_by_keycloak_id("6f1ed3a5-0b45-4d5c-b2a1-0d7a3f0f9a11") is None
else:
    assert db.User.get_by_keycloak_id("6f1ed3a5-0b45-4d5c-b2a1-0d7a3f0f9a11") == user

assert db.User.username_exists("forms-user") and not db.User.username_exists("nobody")
assert user.organization is organization and user.organization_id == organization.id
assert user.type == "user" and all([one.type == "node" for one in db.Node.get()])
assert user.roles == [role] and user.rules == []
assert repr(user) == f"<User id={user.id}, username='forms-user', roles='[<Role {role.id}: 'forms-role', description: for forms, 1 user(s)>]', organization='Forms Institute'>"
assert db.Organization.get_by_name("Forms Institute").users == [user]
assert role.users == [user]
if own_logins:
    user.firstname = "Changed"
    user.save()
    assert db.User.get_by_username("forms-user").firstname == "Changed"
    assert user.check_password("Some-Secret-1") and not user.check_password("wrong")
    user.password = "Another-Secret-2"
    user.save()
    assert user.check_password("Another-Secret-2") and not user.check_password("Some-Secret-1")
    user.set_password("Third-Secret-3")
    assert user.check_password("Third-Secret-3")
    assert user.is_blocked(5, 15)[0] == False

assert user.can("node", Scope.ORGANIZATION, Operation.VIEW)
assert not user.can("node", Scope.GLOBAL, Operation.DELETE)
edit = db.Rule.get_by_("node", Scope.ORGANIZATION, Operation.EDIT)
user.rules.append(edit)
user.save()
assert user.rules == [edit] and user.can("node", Scope.ORGANIZATION, Operation.EDIT)
user.rules.remove(edit)
user.save()
assert user.rules == [] and db.User.get(user.id).rules == []

# collaborations
collaboration = db.Collaboration(name="forms-collaboration", encrypted=False, organizations=[organization, other])
collaboration.save()
assert db.Collaboration.find_by_name("forms-collaboration") == collaboration
assert db.Collaboration.get_by_name("forms-collaboration") == collaboration
assert db.Collaboration.find_by_name("nothing") is None
assert collaboration.encrypted == False
assert repr(collaboration) == f"<Collaboration {collaboration.id}: 'forms-collaboration', 2 organization(s), 0 task(s)>"
assert sorted(collaboration.get_organization_ids()) == [organization.id, other.id]
assert organization.collaborations[0] == collaboration
assert collaboration.nodes == [] and collaboration.tasks == [] and collaboration.studies == []

# nodes
api_key = str(uuid4())
assert len(str(uuid1())) == 36
if own_logins:
    node = db.Node(
        name=f"{organization.name} - {collaboration.name}",
        organization=organization,
        collaboration=collaboration,
        api_key=api_key
    )
else:
    node = db.Node(
        name=f"{organization.name} - {collaboration.name}", organization=organization, collaboration=collaboration)

node.save()
key = ", api_key: **** " if own_logins else ""
assert repr(node) == f"<Node {node.id}: 'Forms Institute - forms-collaboration', organization: Forms Institute, collaboration: forms-collaboration{key}>"
if own_logins:
    assert node.api_key == api_key
    assert node.check_key(api_key) and not node.check_key("wrong")
    assert db.Node.get_by_api_key(api_key) == node
    assert db.Node.get_by_api_key("nobody's") is None

assert db.Node.get_by_org_and_collab(organization.id, collaboration.id) == node
assert node not in db.Node.get_online_nodes()
assert db.Node.exists(organization.id, collaboration.id) and not db.Node.exists(other.id, collaboration.id)
assert db.Node.exists_by_id(organization.id, collaboration.id)
assert collaboration.get_node_from_organization(organization) == node
assert collaboration.get_node_from_organization(other) is None
assert collaboration.get_nodes_from_organizations([organization.id, other.id]) == [node]

# tasks
run = db.Task.next_run_id()
assert run == db.Task.next_job_id()
task = db.Task(
    name="forms-task", description="a task", image="hello-world", collaboration=collaboration,
    run_id=run, database="default", initiator=organization)
task.save()
assert task.run_id == run and task.job_id == run
assert task.database == "default"
assert task.initiator == organization and task.init_org == organization
assert task.initiator_id == organization.id and task.init_org_id == organization.id
assert task.collaboration_id == collaboration.id
assert repr(task) == f"<Task {task.id}: 'forms-task', collaboration:forms-collaboration>"
child = db.Task(name="child", image="hello-world", collaboration=collaboration, job_id=run, init_org=organization, parent=task)
child.save()
assert task.children == [child] and child.parent == task and child.parent_id == task.id
assert organization.created_tasks == [task, child] and organization.tasks == [task, child]
assert collaboration.get_task_ids() == [task.id, child.id]
assert task.complete and task in [t for t in db.Task.get() if t.complete]
assert task.results == [] and task.finished_at is None
assert task.status in ["completed", "unknown"] and task.action is None
assert not task.is_open and not task.is_waiting and task.depends_on == []

# results
for org in collaboration.organizations:
    result = db.Result(
        input="aGVsbG8=",
        organization=org,
        task=task,
        assigned_at=datetime.datetime.now()
    )
    result.save()

assert len(task.results) == 2 and task.runs == task.results
assert not task.complete and task.is_open and not task.is_waiting
result = task.results[0]
assert repr(result) == f"<Result {result.id}: 'forms-task', organization: {result.organization.name}, collaboration: forms-collaboration, is_complete: False>"
assert result.task == task and result.organization in [organization, other] and result.input == "aGVsbG8="
assert organization.results == [r for r in task.results if r.organization == organization]
assert organization.results[0].node == node and other.results[0].node is None
assert task.results_for_node(node) == organization.results
assert organization.get_result_ids() == [r.id for r in organization.results]
for r in task.results:
    r.finished_at = datetime.datetime(2024, 1, 2, 3, 4, 5)
    r.save()

assert task.complete and task.results[1].finished_at == datetime.datetime(2024, 1, 2, 3, 4, 5)
assert len([r for r in db.Result.get() if r.complete]) >= 2
run = db.Run(input={"method": "average", "args": [1, 2]}, organization=other, task=child,
             assigned_at=datetime.datetime.now(datetime.timezone.utc))
run.save()
assert run.input == "eyJtZXRob2QiOiJhdmVyYWdlIiwiYXJncyI6WzEsMl19"
assert child.runs == [run] and run.arguments == run.input

# help
db.Organization.help()
help(db.Organization)
db.Organization?
db.Task.help()
assert "collaborations" in dir(organization) and "save" in dir(organization)

# new records are saved together with what refers to them
fresh = db.User(username="forms-fresh", organization=db.Organization(name="Fresh Institute"))
fresh.save()
assert fresh.organization.id > 0 and fresh.organization.name == "Fresh Institute"

# several saves at once
with db.transaction():
    other.country = "Elsewhere"
    other.save()
    inside = db.Organization(name="Inside Institute")
    inside.save()
    assert inside.id is None

assert inside.id > 0 and db.Organization.get_by_name("Other Institute").country == "Elsewhere"

# deletion, history, undo
inside.delete()
assert db.Organization.get_by_name("Inside Institute") is None
db.undo()
assert db.Organization.get_by_name("Inside Institute").name == "Inside Institute"
assert len(db.history(other)) == 2
collaboration.delete()
assert node.collaboration is None and node.collaboration_id is None
assert repr(node) == f"<Node {node.id}: 'Forms Institute - forms-collaboration', organization: Forms Institute, collaboration: None{key}>"
