import TestData

extension Planting {
  static let all = file + references + values + names + access + accounts + permissions + records + others

  private static let file = [
    Planting(
      "integrity", in: .sample2,
      "PRAGMA ignore_check_constraints = 1; "
        + "UPDATE rule SET operation = 'LOOK' WHERE id = 1",
      ": CHECK constraint failed in rule"),
    Planting(
      "foreign_object",
      """
      CREATE TABLE guests (id INTEGER); CREATE VIEW people AS SELECT * FROM user;
      ALTER TABLE user ADD COLUMN nickname TEXT;
      """ + PlainSession.trigger("log_users", "AFTER UPDATE ON user", refusing: "no"),
      "in guests 'guests': table 'guests'", "in user 'nickname': column 'nickname' of table 'user'",
      "in user 'log_users': trigger 'log_users' on table 'user'", "in people 'people': view 'people'"),
  ]

  private static let accounts = [
    Planting(
      "no_keycloak_id", in: .sample5, "UPDATE authenticatable SET keycloak_id = NULL WHERE id IN (2, 6)",
      "user 'john' 2 keycloak_id: has none", "node 'Small Organization-ZEPPELIN-node' 6 keycloak_id: has none"),
    Planting(
      "shared_keycloak_id", in: .sample5,
      "UPDATE authenticatable SET keycloak_id = '7d0a7d4e-5a0c-4c0e-9a6e-0d3f6f1f0001' WHERE id IN (3, 6)",
      "user 'jane' 3 keycloak_id → user 2: is that of user 2, too",
      "node 'Small Organization-ZEPPELIN-node' 6 keycloak_id → user 2: is that of user 2, too"),
    Planting(
      "no_keycloak_client_id", in: .sample5,
      "UPDATE authenticatable SET keycloak_client_id = NULL WHERE id IN (3, 5)",
      "node 'IKNL-ZEPPELIN-node' 5: has no keycloak_client_id"),
    Planting(
      "no_api_path", in: .sample5, "UPDATE algorithmstore SET api_path = NULL WHERE id = 2",
      "algorithm_store 'all' 2: has no api_path"),
    Planting(
      "older_spelling", in: .sample5,
      "UPDATE rule SET scope = 'GLOBAL' WHERE id = 1; "
        + "INSERT INTO rule (id, name, scope, operation) VALUES (900, 'node', 'ORGANIZATION', 'VIEW'); "
        + "INSERT INTO role_rule_association (role_id, rule_id) VALUES (8, 900)",
      "rule 1: is stored as 'GLOBAL', 'view'", "rule 900: is stored as 'ORGANIZATION', 'VIEW'"),
  ]

  private static let references = [
    Planting(
      "dangling_reference", in: .sample5,
      "UPDATE dataframetobedeletedatnode SET session_id = 99 WHERE id = 1",
      "dataframe_note 1 session → session 99: session 99 does not exist"),
    Planting(
      "dangling_reference",
      "UPDATE node SET collaboration_id = 77 WHERE id = 5; "
        + "UPDATE task SET init_user_id = 88 WHERE id = 2",
      "task 'subtask' 2 init_user → user 88: user 88 does not exist",
      "node 'IKNL - ZEPPELIN Node' 5 collaboration → collaboration 77: collaboration 77 does not exist"),
    Planting(
      "dangling_reference", in: .sample2,
      "UPDATE task SET initiator_id = 'nobody' WHERE id = 3; "
        + "DELETE FROM organization WHERE id = 1",
      "user 'root' 1 organization → organization 1: organization 1 does not exist",
      "task 'waiting' 3 initiator: organization 'nobody' does not exist"),
    Planting(
      "missing_reference",
      "UPDATE run SET task_id = NULL WHERE id = 3; "
        + "UPDATE node SET organization_id = NULL WHERE id = 9",
      "node 'Zoë Örg 🏢 - PIPELINE Node' 9 organization: has no organization", "result 3 task: has no task"),
    Planting(
      "missing_parent", "DELETE FROM authenticatable WHERE id IN (2, 6)",
      "user 'john' 2: has no row in 'authenticatable'",
      "node 'Small Organization - ZEPPELIN Node' 6: has no row in 'authenticatable'"),
    Planting(
      "wrong_parent_type",
      "UPDATE authenticatable SET type = 'node' WHERE id = 3; "
        + "UPDATE authenticatable SET type = NULL WHERE id = 6",
      "user 'jane' 3 type: its row in 'authenticatable' has the type 'node', not 'user'",
      "node 'Small Organization - ZEPPELIN Node' 6 type: its row in 'authenticatable' has no type, not 'node'"),
    Planting(
      "lost_parent", "INSERT INTO authenticatable (id, type) VALUES (500, 'user')",
      "in authenticatable 500: has the type 'user', and no record belongs to it"),
    Planting(
      "dangling_pair",
      "INSERT INTO Permission (role_id, user_id) VALUES (999, 1), (1, NULL); "
        + "INSERT INTO Member VALUES (77, 66)",
      "user roles → role 1: no user is named", "user 'root' 1 roles → role 999: role 999 does not exist",
      "collaboration 66 organizations → organization 77: collaboration 66 does not exist, "
        + "and organization 77 does not exist"
    ),
    Planting(
      "double_pair", "INSERT INTO Member (organization_id, collaboration_id) VALUES (2, 1), (2, 1)",
      "collaboration 'ZEPPELIN' 1 organizations → organization 2: organization 2 is there 3 times"),
    Planting(
      "cycle",
      "UPDATE task SET parent_id = 5 WHERE id = 5; "
        + "UPDATE task SET parent_id = 2 WHERE id = 1; "
        + "UPDATE task SET parent_id = 1 WHERE id = 4",
      "task 'average' 1 parent: is its own ancestor", "task 'subtask' 2 parent: is its own ancestor",
      "task 'no results' 5 parent: is its own ancestor"),
  ]

  private static let values = [
    Planting(
      "unreadable_value",
      """
      UPDATE collaboration SET encrypted = 2 WHERE id = 1; UPDATE run SET assigned_at = 'yesterday', input = x'00' WHERE id = 6;
      UPDATE authenticatable SET last_seen = 12 WHERE id = 5; UPDATE user SET password = x'00' WHERE id = 3
      """,
      "user 'jane' 3 password: expected text, found bytes",
      "collaboration 'ZEPPELIN' 1 encrypted: expected true or false, found 2",
      "node 'IKNL - ZEPPELIN Node' 5 last_seen: expected a moment such as \"2026-01-31T09:30:00Z\", found 12",
      "result 6 assigned_at: expected a moment such as \"2026-01-31T09:30:00Z\", found 'yesterday'",
      "result 6 input: expected text, found bytes"),
    Planting(
      "missing_value",
      "UPDATE organization SET name = NULL WHERE id = 4; "
        + "UPDATE user SET username = NULL WHERE id = 2",
      "organization 4 name: has no name", "user 2 username: has no username"),
    Planting(
      "number_out_of_range", "UPDATE algorithmport SET port = 70000 WHERE id = 1",
      "algorithm_port 1 port: is 70000, and should be from 1 to 65535"),
    Planting(
      "malformed_text",
      "UPDATE user SET email = '' WHERE id = 3; "
        + "UPDATE authenticatable SET ip = 'here' WHERE id = 5",
      "user 'jane' 3 email: '' is not an email address",
      "node 'IKNL - ZEPPELIN Node' 5 ip: 'here' is not an IP address"),
    Planting(
      "unknown_word",
      "UPDATE run SET status = 'weird' WHERE id = 6; "
        + "UPDATE authenticatable SET status = 'asleep' WHERE id = 5",
      "node 'IKNL - ZEPPELIN Node' 5 status: is 'asleep'", "result 6 status: is 'weird'"),
  ]

  private static let names = [
    Planting(
      "double_name", in: .sample2,
      "UPDATE organization SET name = 'IKNL' WHERE id IN (3, 4); "
        + "INSERT INTO rule SELECT 1000, name, operation, scope, description FROM rule WHERE id = 1",
      "organization 'IKNL' 3 name → organization 2: the same name as organization 2",
      "organization 'IKNL' 4 name → organization 2: the same name as organization 2",
      "rule 'node:global:view' 1000 → rule 1: the same name and scope and operation as rule 1"),
    Planting(
      "similar_name",
      "UPDATE organization SET name = 'IKNL ' WHERE id = 3; "
        + "INSERT INTO organization (id, name) VALUES (9, 'Zoe\u{308} O\u{308}rg 🏢')",
      "organization 'IKNL ' 3 name → organization 2: looks like that of organization 2",
      "organization 'Zoe\u{308} O\u{308}rg 🏢' 9 name → organization 4: looks like that of organization 4"),
    Planting(
      "several_nodes", "UPDATE node SET organization_id = 2, collaboration_id = 2 WHERE id IN (8, 9)",
      "node 'Small Organization - PIPELINE Node' 8 → node 7: the same organization and collaboration as node 7",
      "node 'Zoë Örg 🏢 - PIPELINE Node' 9 → node 7: the same organization and collaboration as node 7"),
    Planting(
      "same_role_name", "INSERT INTO role (id, name) VALUES (20, 'Viewer')",
      "role 'Viewer' 20 → role 4: the same name and organization as role 4"),
  ]

  private static let access = [
    Planting(
      "malformed_secret",
      "UPDATE user SET password = 'plain' WHERE id = 3; "
        + "UPDATE node SET api_key = 'a-b' WHERE id = 6",
      "user 'jane' 3 password: is stored as it is, without a hash",
      "node 'Small Organization - ZEPPELIN Node' 6 api_key: is stored as it is, without a hash"),
    Planting(
      "malformed_secret", in: .sample2,
      "UPDATE node SET api_key = '$2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZKHdMfnRnKAXxNKPJm8cQbF7XzYh5W' WHERE id = 5",
      "node 'IKNL - ZEPPELIN Node' 5 api_key: is a hash, where this version reads it plain"),
    Planting(
      "shared_secret", "UPDATE node SET api_key = (SELECT api_key FROM node WHERE id = 5) WHERE id = 7",
      "node 'IKNL - PIPELINE Node' 7 api_key → node 5: is stored exactly as that of node 5"),
    Planting(
      "no_password",
      "UPDATE user SET password = NULL WHERE id = 2", "user 'john' 2 password: has no password"),
    Planting(
      "no_api_key", "UPDATE node SET api_key = NULL WHERE id = 5",
      "node 'IKNL - ZEPPELIN Node' 5 api_key: has no api key"),
    Planting(
      "broken_public_key", in: .imported4, "UPDATE organization SET _public_key = x'FFD8FF' WHERE id = 3",
      "organization 'Small Organization' 3 public_key: is not an RSA public key, so nobody can encrypt with it: "
        + "set the right one"),
    Planting(
      "misstored_public_key", in: .imported4,
      "UPDATE organization SET _public_key = CAST(_public_key AS TEXT) WHERE id = 2",
      "organization 'IKNL' 2 public_key: is stored as text, where the server expects bytes: an update with the same key "
        + "corrects it"),
  ]

  private static let permissions = [
    Planting(
      "missing_default",
      "UPDATE role SET name = 'Spectator' WHERE id = 4; "
        + "UPDATE user SET username = 'boss' WHERE id = 1",
      "user 'root': without this user, the server's next start fails, or makes a new one with the password 'root'",
      "role 'Viewer': users with this role lose its permissions; "
        + "the server's next start makes a new role, which nobody has"
    ),
    Planting("missing_rule", "DELETE FROM rule WHERE id = 1", "rule 'node:global:view': view any node"),
    Planting(
      "changed_default_role",
      "DELETE FROM role_rule_association WHERE role_id = 4 AND rule_id = (SELECT min(rule_id) FROM "
        + "role_rule_association WHERE role_id = 4)",
      "role 'Viewer' 4 rules: lacks node:collaboration:view"),
  ]

  private static let records = [
    Planting(
      "incomplete_record",
      "UPDATE user SET organization_id = NULL WHERE id = 2; "
        + "UPDATE task SET init_org_id = NULL WHERE id = 4",
      "user 'john' 2 organization: has no organization", "task 'failed one' 4 initiator: has no initiator"),
    Planting(
      "misplaced_record",
      "UPDATE node SET organization_id = 4 WHERE id = 5; "
        + "UPDATE role SET organization_id = 3 WHERE id = 4",
      "user 'john' 2 roles → role 4: role 'Viewer' belongs to another organization than the user: "
        + "the server's API refuses it",
      "node 'IKNL - ZEPPELIN Node' 5 organization → organization 4: "
        + "the node's organization is not in its collaboration"),
    Planting(
      "stuck_result",
      "UPDATE run SET finished_at = NULL, status = 'active' WHERE id = 8", "result 8: is not finished"),
  ]

  private static let others = [
    Planting(
      "leftover_record", "CREATE TABLE result (id INTEGER PRIMARY KEY); INSERT INTO result VALUES (3), (4)",
      "result in result 3: is only in the older table 'result'",
      "result in result 4: is only in the older table 'result'"),
    Planting(
      "leftover_value",
      "ALTER TABLE task ADD COLUMN initiator_id INTEGER; "
        + "UPDATE task SET initiator_id = 2; "
        + "UPDATE task SET init_org_id = NULL WHERE id = 4",
      "task 'failed one' 4 initiator: is only in the older column 'initiator_id'"),
  ]
}
