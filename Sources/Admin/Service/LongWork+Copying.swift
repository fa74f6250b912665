import Adoption

extension LongWork.Progress {
  static let checking = LongWork.Progress("checking the backup", 0, of: nil, .bytes)
  static let keeping = LongWork.Progress("keeping a copy of the database", 0, of: nil, .bytes)

  init(_ step: CopyStep) {
    let stage =
      switch step.stage {
      case .copying: "copying the database"
      case .comparing: "comparing the copy with the database"
      }
    self.init(stage, step.done, of: step.total, .bytes)
  }
}
