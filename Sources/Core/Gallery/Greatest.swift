/// The greatest elements of those offered so far, as many as asked for: a heap with the least of them on top. If each
/// comes with a key, only the greatest of each key is kept.
struct Greatest<Element: Comparable> {
  private let count: Int
  private(set) var elements: [Element] = []
  /// The key of each element, and where each key's element stands; nil where keys don't count.
  private var keys: [UInt32] = []
  private var places: [UInt32: Int]?

  /// - Parameters:
  ///   - count: how many are kept.
  ///   - keyed: whether each key counts once.
  init(count: Int, keyed: Bool = false) {
    self.count = count
    if keyed { places = [:] }
  }

  /// The least of them once there are as many as asked for: what another one has to exceed.
  var bar: Element? { elements.count == count ? elements.first : nil }

  mutating func offer(_ element: Element, key: UInt32 = 0) {
    if let bar, !(bar < element) { return }
    if places != nil {
      offer(element, of: key)
    } else if elements.count < count {
      elements.append(element)
      rise()
    } else {
      elements.withUnsafeMutableBufferPointer { Greatest.replaceLeast(of: $0, by: element) }
    }
  }

  private mutating func offer(_ element: Element, of key: UInt32) {
    if let place = places?[key] {
      guard elements[place] < element else { return }
      elements[place] = element
      sink(from: place)
    } else if elements.count < count {
      places?[key] = elements.count
      elements.append(element)
      keys.append(key)
      rise()
    } else if !elements.isEmpty {
      places?[keys[0]] = nil
      places?[key] = 0
      (elements[0], keys[0]) = (element, key)
      sink(from: 0)
    }
  }

  /// Puts `element` in the place of the top, and everything in order again: each level is written once.
  private static func replaceLeast(of heap: UnsafeMutableBufferPointer<Element>, by element: Element) {
    guard !heap.isEmpty else { return }
    var (place, next) = (0, 1)
    while next < heap.count {
      if next + 1 < heap.count, heap[next + 1] < heap[next] { next += 1 }
      guard heap[next] < element else { break }
      heap[place] = heap[next]
      (place, next) = (next, 2 * next + 1)
    }
    heap[place] = element
  }

  private mutating func swap(_ left: Int, _ right: Int) {
    elements.swapAt(left, right)
    guard places != nil else { return }
    keys.swapAt(left, right)
    places?[keys[left]] = left
    places?[keys[right]] = right
  }

  private mutating func rise() {
    var place = elements.count - 1
    while place > 0, elements[place] < elements[(place - 1) / 2] {
      swap(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func sink(from start: Int) {
    var place = start
    while true {
      var least = place
      let (left, right) = (2 * place + 1, 2 * place + 2)
      if left < elements.count, elements[left] < elements[least] { least = left }
      if right < elements.count, elements[right] < elements[least] { least = right }
      guard least != place else { return }
      swap(place, least)
      place = least
    }
  }
}
