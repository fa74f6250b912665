import Adoption

/// What the server's upgrades leave behind.
extension [Product.Leftover] {
  static let vantage6: [Product.Leftover] = [
    Product.Leftover(
      .rows(of: "result", beside: "run"),
      "results of an older version of the server are left in the table 'result', which this version does not read: "
        + migrate),
    copied("run_id", to: "job_id"),
    copied("initiator_id", to: "init_org_id"),
  ]

  private static let migrate = "'vctl migrate --to 4' carries them over, or '--to 5' in a database of version 5"

  private static func copied(_ older: String, to newer: String) -> Product.Leftover {
    Product.Leftover(
      .values(of: "task", older: older, newer: newer),
      "tasks of an older version of the server have a '\(older)', which this version does not read, and no '\(newer)': "
        + migrate)
  }
}
