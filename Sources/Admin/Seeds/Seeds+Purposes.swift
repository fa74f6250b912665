package import Store

// What the default roles are for, whatever the generation.
extension Seeds {
  static let rootPurpose = "May do everything."
  static let containerPurpose = "For the algorithms that run on a node."
  static let nodePurpose = "For the nodes themselves."
  static let viewerPurpose = "May see what concerns their organization, and edit their own account."
  static let researcherPurpose = "May do what a viewer may, and send tasks."
  static let organizationAdminPurpose = "May manage their organization's users, roles and nodes."
  static let collaborationAdminPurpose = "May manage collaborations with their organizations, users and nodes."

  /// By generation.
  package static let all = [2: generation2, 3: generation3, 4: generation4]
}
