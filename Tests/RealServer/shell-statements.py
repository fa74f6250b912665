# What the pages of the old shell do, for both shells. A line that begins with '#' and generations, such as '#34', is
# for these alone; '#' and a blank begin a comment. Deletions come last: the real server gives the highest id out again.
from vantage6.server.model.rule import Scope, Operation
import datetime

# organizations
db.Organization.get()
db.Organization.get(1)
db.Organization.get('2')
db.Organization.get('abc')
db.Organization.get(999)
db.Organization.get_by_name("IKNL")
db.Organization.get_by_name("nobody")
o = db.Organization(
    name="Compared",
    domain="compared.example",
    address1="Street 1", address2="Floor 3",
    zipcode="5612HZ", country="Nederland ë 🏢"
)
o
o.id
o.save()
o
o.id, o.name, o.domain, o.address1, o.address2, o.zipcode, o.country
o.users, o.collaborations, o.nodes, o.roles
#23 o.created_tasks, o.results
#4 o.tasks, o.runs, o.studies
o.public_key
# Read back, ours is its PEM; the real getter decodes once more than its setter encodes, and answers nothing.
o.public_key = "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUlHZk1BMEdDU3FHU0liM0RRRUJBUVVBQTRHTkFEQ0JpUUtCZ1FERk9VZjV4V2FTVzV0RU15SEl4OHBJVlFMdgpLcnFxS1hVUXVtbVJ5bU1WbFd1Rmh0UHFCNHdHU1FWUFBqNFdsbzIrcXRGUVJYamF2TjFtYmYyb3N5YXhrK21HCkRTT3FpbUN4THhIM2tnZlZOT3RGMjY2Sk94U0dFSWl2SXBmTDFHR0dIc1N3V0txQkhhTzE5MGprbElKYmRDNnMKY2lHS3BUcGcvMHFvL3BKYTd3SURBUUFCCi0tLS0tRU5EIFBVQkxJQyBLRVktLS0tLQo="
o.save()
p = db.Organization(name="Empty")
p.save()
p
p.country is None
p.country = "Belgium"
p.save()
db.Organization.get_by_name("Empty").country
o == db.Organization.get_by_name("Compared")
o is db.Organization.get(o.id)
o in db.Organization.get()
[x.name for x in db.Organization.get() if x.country]
{x.name: x.id for x in db.Organization.get()}
sorted(x.name for x in db.Organization.get())
len(db.Organization.get())
db.Organization.get()[-1].name
db.Organization.get()[1:3]
f"{o.name:>12}|{o.id:03d}|{o.name!r}"
o.nmae
db.Organization(nmae="x")
str(o)
print(o)

# rules and roles
db.Rule.get()[:3]
db.Rule.get(1).name
r = db.Rule.get_by_("node", Scope.ORGANIZATION, Operation.VIEW)
r.id, r.name
r.scope == Scope.ORGANIZATION, r.operation == Operation.VIEW, r.scope == Scope.GLOBAL
r.scope.name, r.operation.name
db.Rule.get_by_("nothing", Scope.ORGANIZATION, Operation.VIEW)
db.Rule.get_by_("node", "organization", "view") == r
r.description
db.Role.get()
db.Role.get_by_name("Root").id
db.Role.get_by_name("nobody's")
len(db.Role.get_by_name("Root").rules) == len(db.Rule.get())
role = db.Role(name="compared-role", description="made for comparing", rules=[r], organization=o)
role.save()
role
role.rules
role.organization
role.users
role.organization_id == o.id

# users
db.User.get()
db.User.get(2)
u = db.User(username="compared", password="Some-Secret-1", firstname="Com", lastname="Pared", email="c@compared.example", roles=[role], rules=[], organization=o)
u
u.save()
u
u.id, u.username, u.firstname, u.lastname, u.email
u.organization, u.organization_id == o.id
u.roles, u.rules
o.users
role.users == [u]
db.User.get_by_username("compared") == u
db.User.get_by_email("c@compared.example").username
db.User.get_by_username("nobody")
db.User.get_by_email("nobody@x")
db.User.username_exists("compared"), db.User.username_exists("nobody")
db.User.exists("email", "c@compared.example"), db.User.exists("email", "nobody")
u.check_password("Some-Secret-1"), u.check_password("wrong")
u.firstname = "Changed"
u.save()
db.User.get_by_username("compared").firstname
u.password = "Another-Secret-2"
u.save()
u.check_password("Another-Secret-2"), u.check_password("Some-Secret-1")
#34 u.set_password("Third-Secret-3")
#34 u.check_password("Third-Secret-3")
#34 u.set_password("short")
#34 u.set_password("nonumbers-Aa")
#34 u.check_password("Third-Secret-3")
#34 u.can("node", Scope.ORGANIZATION, Operation.VIEW)
#34 u.can("node", Scope.GLOBAL, Operation.DELETE)
#34 u.can("nothing", Scope.GLOBAL, Operation.DELETE)
#34 u.is_blocked(5, 15)
#34 u.failed_login_attempts, u.last_login_attempt, u.otp_secret
e = db.Rule.get_by_("node", Scope.ORGANIZATION, Operation.EDIT)
u.rules.append(e)
u.save()
u.rules == [e], len(e.users)
u.rules.remove(e)
u.save()
u.rules
u.roles.append(db.Role.get(1))
u.save()
[x.name for x in u.roles]
[x for x in db.User.get() if x.organization is None]
#4 db.User.get_first_user().id

# collaborations
db.Collaboration.get()
c = db.Collaboration(name="comparison", encrypted=False, organizations=[o, p])
c
c.save()
c
c.encrypted, c.organizations
db.Collaboration.find_by_name("comparison") == c
db.Collaboration.find_by_name("nothing")
db.Collaboration.name_exists("comparison") if hasattr(db.Collaboration, "name_exists") else True
c.get_organization_ids() == [o.id, p.id]
c.get_task_ids(), c.nodes, c.tasks
o.collaborations[0].name
db.Collaboration(name="defaults").encrypted
d = db.Collaboration(name="defaults")
d.save()
d.encrypted
#4 s = db.Study(name="compared study", collaboration=c, organizations=[o])
#4 s.save()
#4 s
#4 s.organizations, c.studies, o.studies
#4 db.AlgorithmStore.get()
#4 a = db.AlgorithmStore(name="shop", url="https://shop.example", collaboration=c)
#4 a.save()
#4 a.name, a.url, a.collaboration == c
#4 [x.id == a.id for x in db.AlgorithmStore.get_by_url("https://shop.example")]
#4 a.is_for_all_collaborations()

# nodes
db.Node.get()
api_key = "12345678-1234-1234-1234-123456789abc"
n = db.Node(name=f"{o.name} - {c.name}", organization=o, collaboration=c, api_key=api_key)
n.save()
n
n.name, n.status, n.ip, n.last_seen
n.organization == o, n.collaboration == c
db.Node.get_by_api_key(api_key) == n
db.Node.get_by_api_key("nobody's")
#34 n.check_key(api_key), n.check_key("wrong")
#34 db.Node.get_online_nodes()
#23 db.Node.exists(o.id, c.id), db.Node.exists(p.id, c.id)
#4 db.Node.exists_by_id(o.id, c.id), db.Node.exists_by_id(p.id, c.id)
c.get_node_from_organization(o) == n
c.get_node_from_organization(p)
c.get_nodes_from_organizations([o.id, p.id])
o.nodes
#34 n.config
#34 g = db.NodeConfig(node=n, key="allowed", value="x/*")
#34 g.save()
#34 [(x.key, x.value) for x in n.config]

# tasks
db.Task.get()
#23 db.Task.next_run_id()
#4 db.Task.next_job_id()
#23 t = db.Task(name="compared task", description="a task", image="hello", collaboration=c, run_id=db.Task.next_run_id(), database="default", initiator=o)
#4 t = db.Task(name="compared task", description="a task", image="hello", collaboration=c, job_id=db.Task.next_job_id(), init_org=o, init_user=u)
t
t.save()
t
t.id, t.name, t.description, t.image
#23 t.run_id, t.database, t.initiator == o, t.initiator_id == o.id
#4 t.job_id, t.init_org == o, t.init_org_id == o.id, t.init_user == u
t.collaboration, t.collaboration_id == c.id
t.parent, t.children, t.results
#23 t.complete
#3 t.status, t.finished_at
#4 t.status, t.finished_at
#23 k = db.Task(name="child", collaboration=c, run_id=t.run_id, initiator=o, parent=t)
#4 k = db.Task(name="child", collaboration=c, job_id=t.job_id, init_org=o, parent=t)
k.save()
t.children
k.parent == t, k.parent_id == t.id
c.get_task_ids() == [t.id, k.id]
#23 o.created_tasks
#4 o.tasks
#23 [x.name for x in db.Task.get() if x.complete]
#4 [x.name for x in db.Task.get() if x.status == "completed"]
#4 b = db.TaskDatabase(task=t, database="default", parameters="{}")
#4 b.save()
#4 [(x.database, x.parameters) for x in t.databases]

# results
#23 db.Result.get()
#4 db.Run.get()
for org in c.organizations:
    #23 x = db.Result(input="aGVsbG8=", organization=org, task=t, assigned_at=datetime.datetime(2024, 5, 6, 7, 8, 9))
    #4 x = db.Run(input="aGVsbG8=", organization=org, task=t, assigned_at=datetime.datetime(2024, 5, 6, 7, 8, 9))
    x.save()

t.results
#4 t.runs == t.results
x = t.results[0]
x
x.input, x.result, x.log, x.started_at, x.finished_at, x.assigned_at
x.task == t, x.organization == o
x.node == n
t.results[1].node
#23 x.complete, t.complete
x.started_at = datetime.datetime(2024, 5, 6, 7, 8, 10)
x.finished_at = datetime.datetime(2024, 5, 6, 7, 8, 11, 250000)
x.result = "cmVzdWx0"
x.log = "line 1\nline 2"
x.save()
x.finished_at - x.started_at
x.finished_at.isoformat(), str(x.finished_at)
x.log
#23 x.complete, t.complete
#4 x.status, t.status
#23 [y.id for y in db.Result.get() if y.complete]
#23 t.results_for_node(n) == [x]
#34 q = db.AlgorithmPort(port=8888, label="http")
#3 q.result = x
#4 q.run = x
#34 q.save()
#34 [(y.port, y.label) for y in x.ports]
#23 o.results
#4 o.runs
#3 o.get_result_ids() == [x.id]

# deletions
k.delete()
t.children
d.delete()
db.Collaboration.find_by_name("defaults")
n.delete()
c.nodes
u.delete()
role.users, o.users
role.delete()
o.roles
o.delete()
db.Organization.get_by_name("Compared")
[y.organization for y in t.results]
