extension Gallery {
  /// The items that look most like each of the targets, by cosine.
  ///
  /// - Parameters:
  ///   - targets: what is looked for.
  ///   - count: how many items at most for each.
  ///   - filter: what an item must be to be ranked.
  ///   - method: how to search. A gallery without the lists that it needs is searched by brute force, which the result says.
  public func nearest(
    to targets: [SearchTarget], count: Int, filter: ItemFilter = ItemFilter(), method: SearchMethod
  ) throws(GalleryError) -> Rankings {
    let ranked = try nearest(to: targets.map(\.embedding), count: count, filter: filter)
    return Rankings(
      rankings: ranked.map { Ranking(items: $0, note: nil) }, method: .brute,
      note: method == .brute
        ? nil : "The gallery has no lists for \(method.rawValue) search: it was searched by brute force.")
  }
}
