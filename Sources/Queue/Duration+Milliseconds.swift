extension Duration {
  /// Whole milliseconds, at least 1 for anything above zero: Redis takes 0 for «for ever» or refuses it.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    let whole = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    return whole == 0 && self > .zero ? 1 : whole
  }
}
