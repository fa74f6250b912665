import Adoption

extension LongWork.Progress {
  init(_ step: CopyStep) {
    let stage =
      switch step.stage {
      case .copying: "copying the database"
      case .comparing: "comparing the copy with the database"
      }
    self.init(stage, step.done, of: step.total, .bytes)
  }
}
