# What the pages of the old shell do, for both shells. A line that begins with '#' and generations, such as '#34', is
# for these alone; '#' and a blank begin a comment. Deletions come last: the real server gives the highest id out again.
#234 from vantage6.server.model.rule import Scope, Operation
#5 from vantage6.hq.model.rule import Scope, Operation
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
#45 o.tasks, o.runs, o.studies
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
#234 r.scope.name, r.operation.name
db.Rule.get_by_("nothing", Scope.ORGANIZATION, Operation.VIEW)
#234 db.Rule.get_by_("node", "organization", "view") == r
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
#234 u = db.User(username="compared", password="Some-Secret-1", firstname="Com", lastname="Pared", email="c@compared.example", roles=[role], rules=[], organization=o)
#5 u = db.User(username="compared", keycloak_id="11111111-2222-3333-4444-555555555555", roles=[role], rules=[], organization=o)
u
u.save()
u
#234 u.id, u.username, u.firstname, u.lastname, u.email
#5 u.id, u.username, u.keycloak_id, u.is_service_account
u.organization, u.organization_id == o.id
u.roles, u.rules
o.users
role.users == [u]
db.User.get_by_username("compared") == u
#234 db.User.get_by_email("c@compared.example").username
db.User.get_by_username("nobody")
#234 db.User.get_by_email("nobody@x")
db.User.username_exists("compared"), db.User.username_exists("nobody")
#234 db.User.exists("email", "c@compared.example"), db.User.exists("email", "nobody")
#234 u.check_password("Some-Secret-1"), u.check_password("wrong")
#234 u.firstname = "Changed"
u.save()
#234 db.User.get_by_username("compared").firstname
#234 u.password = "Another-Secret-2"
u.save()
#234 u.check_password("Another-Secret-2"), u.check_password("Some-Secret-1")
#34 u.set_password("Third-Secret-3")
#34 u.check_password("Third-Secret-3")
#34 u.set_password("short")
#34 u.set_password("nonumbers-Aa")
#34 u.check_password("Third-Secret-3")
#345 u.can("node", Scope.ORGANIZATION, Operation.VIEW)
#345 u.can("node", Scope.GLOBAL, Operation.DELETE)
#345 u.can("nothing", Scope.GLOBAL, Operation.DELETE)
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
#45 db.User.get_first_user().id

# collaborations
db.Collaboration.get()
c = db.Collaboration(name="comparison", encrypted=False, organizations=[o, p])
c
c.save()
c
c.encrypted, c.organizations
db.Collaboration.find_by_name("comparison") == c
db.Collaboration.find_by_name("nothing")
#234 db.Collaboration.name_exists("comparison") if hasattr(db.Collaboration, "name_exists") else True
c.get_organization_ids() == [o.id, p.id]
c.get_task_ids(), c.nodes, c.tasks
o.collaborations[0].name
db.Collaboration(name="defaults").encrypted
d = db.Collaboration(name="defaults")
d.save()
d.encrypted
#45 s = db.Study(name="compared study", collaboration=c, organizations=[o])
#45 s.save()
#45 s
#45 s.organizations, c.studies, o.studies
#45 db.AlgorithmStore.get()
#4 a = db.AlgorithmStore(name="shop", url="https://shop.example", collaboration=c)
#5 a = db.AlgorithmStore(name="shop", url="https://shop.example", api_path="/api", collaboration=c)
#45 a.save()
#4 a.name, a.url, a.collaboration == c
#5 a.name, a.url, a.api_path, a.collaboration == c
#4 [x.id == a.id for x in db.AlgorithmStore.get_by_url("https://shop.example")]
#5 [x.id == a.id for x in db.AlgorithmStore.get_by_url("https://shop.example", "/api")]
#45 a.is_for_all_collaborations()

# nodes
db.Node.get()
#234 api_key = "12345678-1234-1234-1234-123456789abc"
#234 n = db.Node(name=f"{o.name} - {c.name}", organization=o, collaboration=c, api_key=api_key)
#5 n = db.Node(name="Compared-comparison-node", organization=o, collaboration=c)
n.save()
n
#234 n.name, n.status, n.ip, n.last_seen
#5 n.name, n.status, n.last_seen
#5 db.Node.get_by_org_and_collab(o.id, c.id) == n, db.Node.get_by_org_and_collab(p.id, c.id)
n.organization == o, n.collaboration == c
#234 db.Node.get_by_api_key(api_key) == n
#234 db.Node.get_by_api_key("nobody's")
#34 n.check_key(api_key), n.check_key("wrong")
#345 db.Node.get_online_nodes()
#23 db.Node.exists(o.id, c.id), db.Node.exists(p.id, c.id)
#45 db.Node.exists_by_id(o.id, c.id), db.Node.exists_by_id(p.id, c.id)
c.get_node_from_organization(o) == n
c.get_node_from_organization(p)
c.get_nodes_from_organizations([o.id, p.id])
o.nodes
#345 n.config
#345 g = db.NodeConfig(node=n, key="allowed", value="x/*")
#345 g.save()
#345 [(x.key, x.value) for x in n.config]

# tasks
db.Task.get()
#23 db.Task.next_run_id()
#45 db.Task.next_job_id()
#23 t = db.Task(name="compared task", description="a task", image="hello", collaboration=c, run_id=db.Task.next_run_id(), database="default", initiator=o)
#4 t = db.Task(name="compared task", description="a task", image="hello", collaboration=c, job_id=db.Task.next_job_id(), init_org=o, init_user=u)
#5 s5 = db.Session(name="compared session", owner=u, collaboration=c)
#5 s5.save()
#5 s5
#5 s5.scope, s5.image, s5.study, s5.is_ready(), s5.organization_ids() == [o.id, p.id]
#5 s5.organizations() == c.organizations, u.sessions == [s5], c.sessions == [s5]
#5 db.Session.name_exists("compared session", c), db.Session.name_exists("nothing", c)
#5 f = db.Dataframe(name="compared_frame", db_label="default", session=s5)
#5 f.save()
#5 f
#5 f.ready(), f.columns, f.tasks, f.last_session_task, s5.dataframes == [f]
#5 db.Dataframe.name_exists("compared_frame"), db.Dataframe.name_exists("nothing")
#5 t = db.Task(name="compared task", description="a task", image="hello", method="read", collaboration=c, job_id=db.Task.next_job_id(), init_org=o, init_user=u, session=s5, dataframe=f)
t
t.save()
t
t.id, t.name, t.description, t.image
#23 t.run_id, t.database, t.initiator == o, t.initiator_id == o.id
#45 t.job_id, t.init_org == o, t.init_org_id == o.id, t.init_user == u
t.collaboration, t.collaboration_id == c.id
t.parent, t.children, t.results
#23 t.complete
#3 t.status, t.finished_at
#45 t.status, t.finished_at
#23 k = db.Task(name="child", collaboration=c, run_id=t.run_id, initiator=o, parent=t)
#4 k = db.Task(name="child", collaboration=c, job_id=t.job_id, init_org=o, parent=t)
#5 k = db.Task(name="child", collaboration=c, job_id=t.job_id, init_org=o, parent=t, depends_on=[t])
k.save()
t.children
k.parent == t, k.parent_id == t.id
c.get_task_ids() == [t.id, k.id]
#23 o.created_tasks
#45 o.tasks
#23 [x.name for x in db.Task.get() if x.complete]
#45 [x.name for x in db.Task.get() if x.status == "completed"]
#4 b = db.TaskDatabase(task=t, database="default", parameters="{}")
#4 b.save()
#4 [(x.database, x.parameters) for x in t.databases]

# results
#23 db.Result.get()
#45 db.Run.get()
for org in c.organizations:
    #23 x = db.Result(input="aGVsbG8=", organization=org, task=t, assigned_at=datetime.datetime(2024, 5, 6, 7, 8, 9))
    #4 x = db.Run(input="aGVsbG8=", organization=org, task=t, assigned_at=datetime.datetime(2024, 5, 6, 7, 8, 9))
    #5 x = db.Run(arguments="e30=", action="federated_compute", organization=org, task=t, assigned_at=datetime.datetime(2024, 5, 6, 7, 8, 9))
    x.save()

t.results
#45 t.runs == t.results
x = t.results[0]
x
#234 x.input, x.result, x.log, x.started_at, x.finished_at, x.assigned_at
#5 x.arguments, x.result, x.log, x.started_at, x.finished_at, x.assigned_at, x.action, x.cleanup_at, x.blob_storage_used
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
#45 x.status, t.status
#5 t.action, t.method, t.session == s5, t.dataframe == f, k.depends_on == [t], t.required_by == [k]
#5 f.last_session_task_id = t.id
#5 f.save()
#5 f.last_session_task == t, f.ready(), f.organizations_ready(), s5.is_ready()
#5 x.status = "completed"
#5 x.save()
#5 y = t.results[1]
#5 y.status = "completed"
#5 y.save()
#5 f.ready(), f.organizations_ready() == [o.id, p.id], s5.is_ready()
#5 s5
#5 w = db.Column(name="age", dtype="int64", dataframe=f, node=n)
#5 w.save()
#5 w
#5 f.columns == [w], n.columns == [w]
#5 db.Column.clear(f.id, n.id)
#5 b = db.TaskDatabase(task=t, label="default", type_="source", position=0)
#5 b.save()
#5 [(z.label, z.type_, z.position, z.dataframe) for z in t.databases]
#23 [y.id for y in db.Result.get() if y.complete]
#23 t.results_for_node(n) == [x]
#34 q = db.AlgorithmPort(port=8888, label="http")
#3 q.result = x
#4 q.run = x
#34 q.save()
#34 [(y.port, y.label) for y in x.ports]
#23 o.results
#45 o.runs
#3 o.get_result_ids() == [x.id]

# deletions
#5 b.delete()
k.delete()
t.children
#5 t.required_by
#5 f.last_session_task_id = None
#5 f.save()
#5 for y in t.results:
    #5 y.delete()

#5 t.delete()
#5 f.delete()
#5 s5.delete()
#5 u.sessions, c.sessions, c.tasks
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
#234 [y.organization for y in t.results]
