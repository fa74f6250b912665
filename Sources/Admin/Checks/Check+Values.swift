import Store

// Stored values.
extension Check {
  static let unreadableValue = Check(
    "unreadable_value", .error, finds: "values that are not of the kind that their column is for",
    causes: "The server fails with 500 where it reads the record, often in the whole list.",
    remedy: "'vctl ENTITY update ID FIELD=VALUE' sets a value, and 'FIELD=' none.",
    .unreadableValues,
    repair: .safe(.readable, else: .init("clear", .cleared)))

  static let missingValue = Check(
    "missing_value", .warning, finds: "records without a value that every record of their kind has",
    causes: "Nobody can look the record up by its name, and the server shows it without one.",
    remedy: "'vctl ENTITY update ID FIELD=VALUE' sets the value.",
    .missingValues)

  static let numberOutOfRange = Check(
    "number_out_of_range", .warning, finds: "numbers outside of the range of their field",
    causes: "Whoever uses the number fails: there is no such port.",
    remedy: "'vctl ENTITY update ID FIELD=NUMBER' sets another one.",
    .numbersOutOfRange,
    repair: .decided(.init("clear", .cleared)))

  static let malformedText = Check(
    "malformed_text", .note, finds: "texts without the form of their field",
    causes: "The server's API refuses such a text, also where another field of the record is changed.",
    remedy: "'vctl ENTITY update ID FIELD=TEXT' sets another one, and 'FIELD=' none.",
    .malformedTexts,
    repair: .decided(.init("clear", .cleared)))

  static let unknownWord = Check(
    "unknown_word", .warning, finds: "states that the server does not know",
    causes: "The server counts a task with such a result as failed, and shows such a node as neither online nor "
      + "offline.",
    remedy: "'vctl ENTITY update ID status=WORD' sets one that it knows.",
    .unknownWords,
    repair: .safe(.asNew, else: .init("failed", .word("failed"))))
}
