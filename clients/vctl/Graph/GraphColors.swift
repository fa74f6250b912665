import Vocabulary

/// The colours of a picture on a light ground. Each state stands beside them in words.
struct GraphColors {
  let fill: String
  let border: String

  init(_ tone: Tone?) {
    (fill, border) =
      switch tone {
      case .good: ("#e6f4ea", "#2e7d4f")
      case .busy: ("#fff4d6", "#b7791f")
      case .idle: ("#eceff1", "#78909c")
      case .bad: ("#fde8e8", "#c0392b")
      case nil: ("#ffffff", "#4a6fa5")
      }
  }

  static let ground = "#fafafa"
  static let text = "#1f2933"
  static let quietText = "#52606d"
  static let line = "#9aa5b1"
}
