/// The greatest elements of those offered so far, as many as asked for: a heap with the least of them on top.
struct Greatest<Element: Comparable> {
  private let count: Int
  private(set) var elements: [Element] = []

  init(count: Int) { self.count = count }

  /// The least of them once there are as many as asked for: what another one has to exceed.
  var bar: Element? { elements.count == count ? elements.first : nil }

  mutating func offer(_ element: Element) {
    if elements.count < count {
      elements.append(element)
      rise()
    } else if let least = elements.first, least < element {
      elements[0] = element
      sink()
    }
  }

  private mutating func rise() {
    var place = elements.count - 1
    while place > 0, elements[place] < elements[(place - 1) / 2] {
      elements.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func sink() {
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < elements.count && elements[child] < elements[least] {
        least = child
      }
      guard least != place else { return }
      elements.swapAt(place, least)
      place = least
    }
  }
}
