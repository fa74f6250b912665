extension OldClass {
  /// By the name of the entity. This is the one place of the clients that knows entities by their names. Classes of
  /// version 5, which has no shell, are as its models have them.
  static let all: [String: OldClass] = [
    "algorithm_store": OldClass(methods: [.storesByURL], recordMethods: [.isForAllCollaborations]),
    "collaboration": OldClass(
      "<Collaboration {id}: '{name}', {#organizations} organization(s), {#tasks} task(s)>",
      recordMethods: [.organizationIDs, .taskIDs, .nodeOfOrganization, .nodesOfOrganizations]),
    "column": OldClass(
      "<Column {name}, dtype: {dtype}, dataframe: {dataframe.name}, node: {node.name}>", methods: [.clearColumns]),
    "dataframe": OldClass(
      "<Dataframe {name}, session: {session.name}, db: {db_label}>",
      recordMethods: [.dataframeIsReady, .organizationsReady, .secondLastTask],
      attributes: ["active_compute_tasks": activeComputeTasks]),
    "dataframe_note": OldClass(methods: [.notesOfNode, .noteByKeys]),
    "node": OldClass(
      "<Node {id}: '{name}', organization: {organization.name}, collaboration: {collaboration.name}"
        + "{?api_key:, api_key: **** }>",
      methods: [.nodeByKey, .nodesOnline, .nodeOfBoth, .nodeExists("exists"), .nodeExists("exists_by_id")],
      recordMethods: [.checkKey, .resetKey]),
    "organization": OldClass(
      "<Organization {id}: '{name}', domain:{domain}, users:{#users}>", recordMethods: [.resultIDs]),
    "result": OldClass(
      "<Result {id}: '{task.name}', organization: {organization.name}, "
        + "collaboration: {task.collaboration.name}, is_complete: {complete}>",
      attributes: ["node": nodeOfResult]),
    "role": OldClass("<Role {id}: '{name}', description: {description}, {#users} user(s)>", methods: [.roleByName]),
    "rule": OldClass(
      "<Rule {id}: '{name}', operation: {!operation}, scope: {!scope}>", methods: [.ruleByWords]),
    "session": OldClass(
      "<Session {id}: '{name}', owner_id={owner.username}, collaboration={collaboration.name}, {#tasks} task(s)>",
      methods: [.sessionNameExists],
      recordMethods: [.sessionIsReady, .sessionOrganizations, .sessionOrganizationIDs], dependents: "delete"),
    "study": OldClass(
      "<Study {id}: '{name}', collaboration_id={collaboration.id}, {#organizations} organization(s), "
        + "{#tasks} task(s)>"),
    "task": OldClass(
      "<Task {id}: '{name}', collaboration:{collaboration.name}>",
      methods: [.nextRun("next_run_id"), .nextRun("next_job_id")], recordMethods: [.resultsForNode],
      attributes: ["action": actionOfTask, "is_open": isOpen, "is_waiting": isWaiting]),
    "user": OldClass(
      "<User id={id}, username='{username}', roles='{[roles}', organization='{organization.name}'>",
      methods: [.firstUser], recordMethods: [.can, .checkPassword, .setPassword, .isBlocked], insistsOnFinding: true),
  ]

  /// Tables that the old shell had by their names.
  static let pairs = [
    "Member": "use 'organizations' of a Collaboration", "StudyMember": "use 'organizations' of a Study",
    "Permission": "use 'roles' of a User", "UserPermission": "use 'rules' of a User",
    "role_rule_association": "use 'rules' of a Role", "Authenticatable": "use db.User and db.Node",
  ]
}
