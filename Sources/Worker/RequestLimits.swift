import Core
import Queue

extension Request.Limits {
  /// A filter with these limits besides its own.
  func applied(to filter: ItemFilter) -> ItemFilter {
    var filter = filter
    filter.ranges = bounds.mapValues { bounds in
      // The front refuses ends that are the wrong way round; a job from elsewhere then finds nothing.
      let (least, most) = (bounds.least ?? -.infinity, bounds.most ?? .infinity)
      return least <= most ? least...most : .infinity ... .infinity
    }
    filter.excluded.formUnion(excluded)
    filter.onePerGroup = onePerGroup
    return filter
  }
}
