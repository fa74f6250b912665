extension OldClass {
  /// By the name of the entity. This is the one place of the clients that knows entities by their names.
  static let all: [String: OldClass] = [
    "algorithm_store": OldClass(methods: [.storesByURL], recordMethods: [.isForAllCollaborations]),
    "collaboration": OldClass(
      "<Collaboration {id}: '{name}', {#organizations} organization(s), {#tasks} task(s)>",
      recordMethods: [.organizationIDs, .taskIDs, .nodeOfOrganization, .nodesOfOrganizations]),
    "node": OldClass(
      "<Node {id}: '{name}', organization: {organization.name}, collaboration: {collaboration.name}, api_key: **** >",
      methods: [.nodeByKey, .nodesOnline, .nodeExists("exists"), .nodeExists("exists_by_id")],
      recordMethods: [.checkKey, .resetKey]),
    "organization": OldClass(
      "<Organization {id}: '{name}', domain:{domain}, users:{#users}>", recordMethods: [.resultIDs]),
    "result": OldClass(
      "<Result {id}: '{task.name}', organization: {organization.name}, "
        + "collaboration: {task.collaboration.name}, is_complete: {complete}>",
      attributes: ["node": nodeOfResult]),
    "role": OldClass("<Role {id}: '{name}', description: {description}, {#users} user(s)>"),
    "rule": OldClass(
      "<Rule {id}: '{name}', operation: {!operation}, scope: {!scope}>", methods: [.ruleByWords]),
    "study": OldClass(
      "<Study {id}: '{name}', collaboration_id={collaboration.id}, {#organizations} organization(s), "
        + "{#tasks} task(s)>"),
    "task": OldClass(
      "<Task {id}: '{name}', collaboration:{collaboration.name}>",
      methods: [.nextRun("next_run_id"), .nextRun("next_job_id")], recordMethods: [.resultsForNode]),
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
