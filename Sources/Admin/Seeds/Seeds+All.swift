extension Seeds {
  /// By generation.
  package static let all = [2: generation2, 3: generation3, 4: generation4, 5: generation5]
}
