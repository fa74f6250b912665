# What is there in version 5 only, by the names of its models.
from vantage6.hq.model.rule import Scope, Operation
import datetime

organization = db.Organization(name="Forms Institute")
organization.save()
other = db.Organization(name="Other Institute")
other.save()
collaboration = db.Collaboration(
    name="forms-collaboration", organizations=[organization, other], session_restrict_to_same_image=True)
collaboration.save()
assert collaboration.session_restrict_to_same_image == True
user = db.User(username="forms-user", organization=organization, is_service_account=True)
user.save()
assert user.is_service_account == True and user.keycloak_id is None and user.keycloak_client_id is None
node = db.Node(name="forms-node", organization=organization, collaboration=collaboration)
node.save()
assert db.Role.get_by_name("Root", True) == db.Role.get_by_name("Root") and db.Role.get_by_name("Root", False) is None
store = db.AlgorithmStore(name="forms-store", url="https://forms.example", api_path="/api", collaboration=collaboration)
store.save()
assert db.AlgorithmStore.get_by_url("https://forms.example", "/api") == [store]
assert db.AlgorithmStore.get_by_url("https://forms.example", "/other") == []

# sessions
session = db.Session(name="forms session", owner=user, collaboration=collaboration)
assert repr(session) == "<Session None: 'forms session', owner_id=forms-user, collaboration=forms-collaboration, 0 task(s)>"
session.save()
assert session.scope == "own" and session.image is None and session.study is None
assert session.user is user and session.user_id == user.id and user.sessions == [session]
assert session.organizations() == [organization, other] and session.organization_ids() == [organization.id, other.id]
assert collaboration.sessions == [session] and not session.is_ready()
assert db.Session.get_by_name("forms session") == session
assert db.Session.name_exists("forms session", collaboration) and db.Session.name_exists("forms session")
assert not db.Session.name_exists("forms session", collaboration.id + 99)
study = db.Study(name="forms-study", collaboration=collaboration, organizations=[other])
study.save()
session.study = study
session.save()
assert session.organizations() == [other] and study.sessions == [session]
session.study = None
session.save()

# dataframes, and the tasks that build them
dataframe = db.Dataframe(name="forms_frame", db_label="default", session=session)
dataframe.save()
assert repr(dataframe) == "<Dataframe forms_frame, session: forms session, db: default>"
assert db.Dataframe.name_exists("forms_frame") and not dataframe.ready() and dataframe.organizations_ready() == []
assert dataframe.active_compute_tasks == []
made = []
for name in ["extract", "clean"]:
    task = db.Task(
        name=name, image="hello", method="read", collaboration=collaboration, job_id=db.Task.next_job_id(),
        init_org=organization, init_user=user, session=session, dataframe=dataframe, depends_on=made[-1:])
    task.save()
    for place in [organization, other]:
        run = db.Run(arguments={}, organization=place, task=task, action="data_extraction")
        run.save()
    made.append(task)

extract, clean = made
assert extract.required_by == [clean] and clean.depends_on == [extract] and extract.method == "read"
assert extract.action == "data_extraction" and extract.is_open and clean.is_waiting and not clean.is_open
dataframe.last_session_task = clean
dataframe.save()
assert dataframe.last_session_task_id == clean.id and dataframe.second_last_session_task_id() == extract.id
assert dataframe.tasks == made and session.tasks == made
for task in made:
    for run in task.runs:
        run.status = "completed"
        run.finished_at = datetime.datetime(2026, 1, 2, 3, 4, 5)
        run.save()

assert dataframe.ready() and session.is_ready() and dataframe.organizations_ready() == [organization.id, other.id]
compute = db.Task(
    name="compute", image="hello", collaboration=collaboration, init_org=organization, init_user=user, session=session)
compute.save()
used = db.TaskDatabase(task=compute, dataframe=dataframe, type_="dataframe", position=0)
used.save()
assert compute.databases == [used] and used.type == "dataframe" and used.type_ == "dataframe" and used.label is None
run = db.Run(arguments={"column": "age"}, organization=organization, task=compute, action="federated_compute")
run.save()
assert run.arguments == "eyJjb2x1bW4iOiJhZ2UifQ==" and dataframe.active_compute_tasks == [compute]

# columns, and notes for nodes
column = db.Column(name="age", dtype="int64", dataframe=dataframe, node=node)
column.save()
assert repr(column) == "<Column age, dtype: int64, dataframe: forms_frame, node: forms-node>"
assert dataframe.columns == [column] and node.columns == [column]
db.Column.clear(dataframe.id, node.id)
assert dataframe.columns == []
note = db.DataframeToBeDeletedAtNode(dataframe_name="old", session=session, node=node)
note.save()
assert db.DataframeToBeDeletedAtNode.get_by_node_id(node.id) == [note]
assert db.DataframeToBeDeletedAtNode.get_by_multiple_keys("old", session.id, node.id) == note

# A session is deleted with what is in it, as its model does.
session.delete()
assert db.Session.get_by_name("forms session") is None and db.Dataframe.get(dataframe.id) is None
assert db.Task.get(compute.id) is None and db.Run.get(run.id) is None and user.sessions == []
db.undo()
assert db.Session.get_by_name("forms session").dataframes[0].ready()
