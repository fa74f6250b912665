package import Store

extension Seeds {
  /// Of the server 2.3.5.
  package static let generation2 = {
    let rules = grants(
      """
      node: view global organization, edit global organization, create global organization, delete global organization
      collaboration: view global organization, edit global, create global, delete global
      organization: view global organization collaboration, edit global organization, create global
      task: view global organization, edit global organization, create global organization, delete global organization
      result: view global organization
      user: view global organization own, create global organization, edit global organization own
      user: delete global organization own
      role: view global organization, create global organization, edit global organization, delete global organization
      """)
    let container = grants(
      """
      node: view organization
      collaboration: view organization
      organization: view organization collaboration
      task: view organization
      result: view organization
      """)
    return Seeds(
      rules: rules,
      roles: [
        Role("container", containerPurpose, container),
        Role("node", nodePurpose, container + grants("organization: edit organization")),
        Role("Root", rootPurpose, rules),
      ])
  }()
}
