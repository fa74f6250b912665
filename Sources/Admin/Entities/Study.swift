import Catalogue

extension Entity {
  static let study = Entity(
    "study", "A subset of a collaboration's organizations that works on one question.", naturalKey: ["name"],
    fields: [Field("name", .text, "Name; unique, and not a number.", [.required, .unique, .name], rules: .name)],
    relations: [
      .one(
        "collaboration", "collaboration", "The collaboration that the study belongs to.", .required,
        inverse: .init("studies", "The collaboration's studies.")),
      .many(
        "organizations", "organization", "Organizations that take part.", through: "StudyMember", ours: "study_id",
        theirs: "organization_id", inverse: .init("studies", "Studies that the organization takes part in.")),
    ],
    advice: [
      .within(
        "organizations", "collaboration.organizations",
        "organization % is not in the study's collaboration: the server's API refuses it"),
      .within("tasks.collaboration", "collaboration", "task % of the study is in another collaboration"),
    ])
}
