/// What the API of the real server leaves in each column of what it makes, as Tests/RealServer/served saw it: the running
/// 2.3.5, 3.11.1 and 4.15.2 over HTTP. A line is `layout table record column value`. The record `least` was made with as
/// little as the API takes, `all` with everything; `<…>` stands for what clocks, salts and sequences make.
enum ServedColumns {
  struct Cell: Hashable {
    let layout: Int
    let table: String
    let record: String
    let column: String
  }

  /// Values by column.
  static let cells: [Cell: String] = {
    var cells: [Cell: String] = [:]
    for line in (of2 + "\n" + of3 + "\n" + of4).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 4).map(String.init)
      guard words.count == 5, let layout = Int(words[0]) else { continue }
      cells[Cell(layout: layout, table: words[1], record: words[2], column: words[3])] = words[4]
    }
    return cells
  }()

  /// Where we leave something else on purpose: what, and why.
  static let differences: [(layouts: ClosedRange<Int>, table: String, column: String, ours: String, why: String)] = [
    (2...4, "organization", "domain", "NULL", nobodySaid), (2...4, "organization", "address1", "NULL", nobodySaid),
    (2...4, "organization", "zipcode", "NULL", nobodySaid), (2...4, "organization", "country", "NULL", nobodySaid),
    (2...4, "organization", "_public_key", "NULL", nobodySaid), (2...4, "task", "name", "NULL", nobodySaid),
    (2...4, "task", "description", "NULL", nobodySaid),
    (2...3, "task", "database", "NULL", "nodes of 2.x and 3.x take null, '' and 'default' for the same database"),
    (
      2...3, "collaboration", "encrypted", "1",
      "the models' own default, and what 4.x makes everybody say: without encryption must be asked for"
    ),
  ]

  /// The server leaves null there too, in the organization `root` that it makes at its first start.
  private static let nobodySaid =
    "null says that nobody gave one; the API answers it, and neither server nor node reads it"

  private static let of2 = """
    2 collaboration least encrypted 0
    2 collaboration least id <id>
    2 collaboration least name 'least'
    2 collaboration all encrypted 1
    2 collaboration all id <id>
    2 collaboration all name 'all'
    2 node all api_key <key>
    2 node all collaboration_id <id>
    2 node all id <id>
    2 node all ip NULL
    2 node all last_seen NULL
    2 node all name 'all - all Node'
    2 node all organization_id <id>
    2 node all status NULL
    2 node all type 'node'
    2 organization least _public_key x''
    2 organization least address1 ''
    2 organization least address2 NULL
    2 organization least country ''
    2 organization least domain ''
    2 organization least id <id>
    2 organization least name 'least'
    2 organization least zipcode ''
    2 organization all _public_key <pem>
    2 organization all address1 'Street 1'
    2 organization all address2 'Floor 2'
    2 organization all country 'Netherlands'
    2 organization all domain 'all.example'
    2 organization all id <id>
    2 organization all name 'all'
    2 organization all zipcode '1234 AB'
    2 result least assigned_at <moment>
    2 result least finished_at NULL
    2 result least id <id>
    2 result least input 'e30='
    2 result least log NULL
    2 result least organization_id <id>
    2 result least result NULL
    2 result least started_at NULL
    2 result least task_id <id>
    2 result all assigned_at <moment>
    2 result all finished_at <moment>
    2 result all id <id>
    2 result all input 'e30='
    2 result all log 'done'
    2 result all organization_id <id>
    2 result all result 'e30='
    2 result all started_at <moment>
    2 result all task_id <id>
    2 role least description ''
    2 role least id <id>
    2 role least name 'least'
    2 role least organization_id <id>
    2 role all description 'Everything.'
    2 role all id <id>
    2 role all name 'all'
    2 role all organization_id <id>
    2 task least collaboration_id <id>
    2 task least database 'default'
    2 task least description ''
    2 task least id <id>
    2 task least image 'least'
    2 task least initiator_id <id>
    2 task least name ''
    2 task least parent_id NULL
    2 task least run_id <id>
    2 task all collaboration_id <id>
    2 task all database 'other'
    2 task all description 'Everything.'
    2 task all id <id>
    2 task all image 'all'
    2 task all initiator_id <id>
    2 task all name 'all'
    2 task all parent_id NULL
    2 task all run_id <id>
    2 user least email 'least@all.example'
    2 user least firstname ''
    2 user least id <id>
    2 user least ip NULL
    2 user least last_seen NULL
    2 user least lastname ''
    2 user least organization_id <id>
    2 user least password <bcrypt>
    2 user least status NULL
    2 user least type 'user'
    2 user least username 'least'
    2 user all email 'eve@all.example'
    2 user all firstname 'Eve'
    2 user all id <id>
    2 user all lastname 'Thing'
    2 user all organization_id <id>
    2 user all password <bcrypt>
    2 user all status NULL
    2 user all type 'user'
    2 user all username 'all'
    """

  private static let of3 = """
    3 algorithmport least id <id>
    3 algorithmport least label NULL
    3 algorithmport least port 8888
    3 algorithmport least result_id <id>
    3 algorithmport all id <id>
    3 algorithmport all label 'all'
    3 algorithmport all port 8889
    3 algorithmport all result_id <id>
    3 collaboration least encrypted 0
    3 collaboration least id <id>
    3 collaboration least name 'least'
    3 collaboration all encrypted 1
    3 collaboration all id <id>
    3 collaboration all name 'all'
    3 node all api_key <bcrypt>
    3 node all collaboration_id <id>
    3 node all id <id>
    3 node all ip NULL
    3 node all last_seen NULL
    3 node all name 'all'
    3 node all organization_id <id>
    3 node all status NULL
    3 node all type 'node'
    3 organization least _public_key x''
    3 organization least address1 ''
    3 organization least address2 NULL
    3 organization least country ''
    3 organization least domain ''
    3 organization least id <id>
    3 organization least name 'least'
    3 organization least zipcode ''
    3 organization all _public_key <pem>
    3 organization all address1 'Street 1'
    3 organization all address2 'Floor 2'
    3 organization all country 'Netherlands'
    3 organization all domain 'all.example'
    3 organization all id <id>
    3 organization all name 'all'
    3 organization all zipcode '1234 AB'
    3 result least assigned_at <moment>
    3 result least finished_at NULL
    3 result least id <id>
    3 result least input 'e30='
    3 result least log NULL
    3 result least organization_id <id>
    3 result least result NULL
    3 result least started_at NULL
    3 result least status 'pending'
    3 result least task_id <id>
    3 result all assigned_at <moment>
    3 result all finished_at <moment>
    3 result all id <id>
    3 result all input 'e30='
    3 result all log 'done'
    3 result all organization_id <id>
    3 result all result 'e30='
    3 result all started_at <moment>
    3 result all status 'completed'
    3 result all task_id <id>
    3 role least description ''
    3 role least id <id>
    3 role least name 'least'
    3 role least organization_id <id>
    3 role all description 'Everything.'
    3 role all id <id>
    3 role all name 'all'
    3 role all organization_id <id>
    3 task least collaboration_id <id>
    3 task least created_at <moment>
    3 task least database ''
    3 task least description ''
    3 task least id <id>
    3 task least image 'least'
    3 task least init_user_id <id>
    3 task least initiator_id <id>
    3 task least name ''
    3 task least parent_id NULL
    3 task least run_id <id>
    3 task all collaboration_id <id>
    3 task all created_at <moment>
    3 task all database 'other'
    3 task all description 'Everything.'
    3 task all id <id>
    3 task all image 'all'
    3 task all init_user_id <id>
    3 task all initiator_id <id>
    3 task all name 'all'
    3 task all parent_id NULL
    3 task all run_id <id>
    3 user least email 'least@all.example'
    3 user least failed_login_attempts 0
    3 user least firstname ''
    3 user least id <id>
    3 user least ip NULL
    3 user least last_login_attempt NULL
    3 user least last_seen NULL
    3 user least lastname ''
    3 user least organization_id <id>
    3 user least otp_secret NULL
    3 user least password <bcrypt>
    3 user least status NULL
    3 user least type 'user'
    3 user least username 'least'
    3 user all email 'eve@all.example'
    3 user all failed_login_attempts 0
    3 user all firstname 'Eve'
    3 user all id <id>
    3 user all last_login_attempt NULL
    3 user all lastname 'Thing'
    3 user all organization_id <id>
    3 user all otp_secret NULL
    3 user all password <bcrypt>
    3 user all status NULL
    3 user all type 'user'
    3 user all username 'all'
    """

  private static let of4 = """
    4 algorithmport least id <id>
    4 algorithmport least label NULL
    4 algorithmport least port 8888
    4 algorithmport least run_id <id>
    4 algorithmport all id <id>
    4 algorithmport all label 'all'
    4 algorithmport all port 8889
    4 algorithmport all run_id <id>
    4 algorithmstore least collaboration_id NULL
    4 algorithmstore least id <id>
    4 algorithmstore least name 'least'
    4 algorithmstore least url <url>
    4 algorithmstore all collaboration_id <id>
    4 algorithmstore all id <id>
    4 algorithmstore all name 'all'
    4 algorithmstore all url <url>
    4 collaboration least encrypted 1
    4 collaboration least id <id>
    4 collaboration least name 'least'
    4 collaboration all encrypted 0
    4 collaboration all id <id>
    4 collaboration all name 'all'
    4 node all api_key <bcrypt>
    4 node all collaboration_id <id>
    4 node all id <id>
    4 node all ip NULL
    4 node all last_seen NULL
    4 node all name 'all'
    4 node all organization_id <id>
    4 node all status 'offline'
    4 node all type 'node'
    4 organization least _public_key x''
    4 organization least address1 ''
    4 organization least address2 NULL
    4 organization least country ''
    4 organization least domain ''
    4 organization least id <id>
    4 organization least name 'least'
    4 organization least zipcode ''
    4 organization all _public_key <pem>
    4 organization all address1 'Street 1'
    4 organization all address2 'Floor 2'
    4 organization all country 'Netherlands'
    4 organization all domain 'all.example'
    4 organization all id <id>
    4 organization all name 'all'
    4 organization all zipcode '1234 AB'
    4 role least description NULL
    4 role least id <id>
    4 role least is_default_role 0
    4 role least name 'least'
    4 role least organization_id <id>
    4 role all description 'Everything.'
    4 role all id <id>
    4 role all is_default_role 0
    4 role all name 'all'
    4 role all organization_id <id>
    4 run least assigned_at <moment>
    4 run least blob_storage_used 0
    4 run least cleanup_at NULL
    4 run least finished_at NULL
    4 run least id <id>
    4 run least input 'e30='
    4 run least log NULL
    4 run least organization_id <id>
    4 run least result NULL
    4 run least started_at NULL
    4 run least status 'pending'
    4 run least task_id <id>
    4 run all assigned_at <moment>
    4 run all blob_storage_used 0
    4 run all cleanup_at NULL
    4 run all finished_at <moment>
    4 run all id <id>
    4 run all input 'e30='
    4 run all log 'done'
    4 run all organization_id <id>
    4 run all result 'e30='
    4 run all started_at <moment>
    4 run all status 'completed'
    4 run all task_id <id>
    4 study least collaboration_id <id>
    4 study least id <id>
    4 study least name 'least'
    4 study all collaboration_id <id>
    4 study all id <id>
    4 study all name 'all'
    4 task least algorithm_store_id NULL
    4 task least collaboration_id <id>
    4 task least created_at <moment>
    4 task least description ''
    4 task least id <id>
    4 task least image 'least'
    4 task least init_org_id <id>
    4 task least init_user_id <id>
    4 task least job_id <id>
    4 task least name ''
    4 task least parent_id NULL
    4 task least study_id NULL
    4 task all algorithm_store_id NULL
    4 task all collaboration_id <id>
    4 task all created_at <moment>
    4 task all description 'Everything.'
    4 task all id <id>
    4 task all image 'all'
    4 task all init_org_id <id>
    4 task all init_user_id <id>
    4 task all job_id <id>
    4 task all name 'all'
    4 task all parent_id NULL
    4 task all study_id <id>
    4 taskdatabase least database 'default'
    4 taskdatabase least id <id>
    4 taskdatabase least parameters '{}'
    4 taskdatabase least task_id <id>
    4 taskdatabase all database 'other'
    4 taskdatabase all id <id>
    4 taskdatabase all parameters '{"query":"SELECT 1"}'
    4 taskdatabase all task_id <id>
    4 user least email 'least@all.example'
    4 user least failed_login_attempts 0
    4 user least firstname ''
    4 user least id <id>
    4 user least ip NULL
    4 user least last_email_failed_login_sent NULL
    4 user least last_email_recover_password_sent NULL
    4 user least last_login_attempt NULL
    4 user least last_seen NULL
    4 user least lastname ''
    4 user least organization_id <id>
    4 user least otp_secret NULL
    4 user least password <bcrypt>
    4 user least status NULL
    4 user least type 'user'
    4 user least username 'least'
    4 user all email 'eve@all.example'
    4 user all failed_login_attempts 0
    4 user all firstname 'Eve'
    4 user all id <id>
    4 user all last_email_failed_login_sent NULL
    4 user all last_email_recover_password_sent NULL
    4 user all last_login_attempt NULL
    4 user all lastname 'Thing'
    4 user all organization_id <id>
    4 user all otp_secret NULL
    4 user all password <bcrypt>
    4 user all status NULL
    4 user all type 'user'
    4 user all username 'all'
    """
}
