package import Store

extension Seeds {
  /// Of the server 3.11.1.
  package static let generation3 = {
    let rules = grants(
      """
      node: view global organization, edit global organization, create global organization, delete global organization
      collaboration: view global organization, edit global, create global, delete global
      organization: view global organization collaboration, edit global organization, create global
      task: view global organization, create global organization, delete global organization
      result: view global organization
      user: view global organization, create global organization, edit global organization own
      user: delete global organization own
      role: view global organization, create global organization, edit global organization, delete global organization
      port: view global organization
      event: view organization collaboration global, create organization collaboration global
      """)
    let container = grants(
      """
      node: view organization
      collaboration: view organization
      organization: view organization collaboration
      task: view organization
      result: view organization
      port: view organization
      """)
    let node = container + grants("node: edit organization\norganization: edit organization")
    let viewer =
      container
      + grants(
        """
        user: view organization, edit own, delete own
        role: view organization
        event: view organization
        """)
    let researcher = viewer + grants("task: create organization, delete organization")
    let organizationAdmin =
      researcher
      + grants(
        """
        node: edit organization, create organization
        organization: edit organization
        user: create organization, edit organization, delete organization
        role: create organization, edit organization, delete organization
        event: create organization
        """)
    let collaborationAdmin =
      organizationAdmin
      + grants(
        """
        node: view global, create global, delete global
        collaboration: view global, edit global
        organization: view global, edit global
        user: view global, create global, edit global
        role: view global
        event: view collaboration, create collaboration
        """)
    return Seeds(
      rules: rules,
      roles: [
        Role("Root", rootPurpose, rules), Role("container", containerPurpose, container),
        Role("node", nodePurpose, node), Role("Viewer", viewerPurpose, viewer),
        Role("Researcher", researcherPurpose, researcher),
        Role("Organization Admin", organizationAdminPurpose, organizationAdmin),
        Role("Collaboration Admin", collaborationAdminPurpose, collaborationAdmin),
      ])
  }()
}
