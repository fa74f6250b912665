import Catalogue

extension Entity {
  static let dataframeNote = Entity(
    "dataframe_note", aliases: ["dataframe_to_be_deleted_at_node"],
    "A note for a node that was away: it has to delete the files of a dataframe. The server deletes the note when the "
      + "node has done it.",
    tables: ["dataframetobedeletedatnode"],
    fields: [Field("dataframe_name", .text, "Name of the dataframe that was deleted.", .required)],
    relations: [
      .one(
        "session", "session", "The session that the dataframe was in.", .required,
        inverse: .init("dataframe_notes", "Notes for nodes about the session's deleted dataframes.")),
      .one(
        "node", "node", "The node that has to delete the files.", .required,
        inverse: .init("dataframe_notes", "Notes for the node about dataframes to delete.")),
    ])
}
