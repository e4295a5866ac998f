import Foundation
import Queue

extension Request.Put {
  /// Most bytes of a title.
  static let maximumTitleBytes = 500
  /// Most bytes of a link.
  static let maximumLinkBytes = 2000
  /// Most bytes of a group's name.
  static let maximumGroupBytes = 200
  /// Most labels, and most numbers.
  static let maximumCount = 32

  /// Checks every field against its limits. Throws `bad_parameter` with the field's name and the rule. Groups of labels
  /// are the worker's to know.
  func check() throws(Problem) {
    try Self.check("title", title, maximum: Self.maximumTitleBytes)
    try Self.check("group", group, maximum: Self.maximumGroupBytes)
    try Self.check("link", link, maximum: Self.maximumLinkBytes)
    // It is put into a page: nothing but a web address.
    if let link {
      guard let url = URL(string: link), ["http", "https"].contains(url.scheme?.lowercased()),
        url.host?.isEmpty == false
      else { throw .parameter("link", "must be an http or https address") }
    }
    guard labels.count <= Self.maximumCount else {
      throw .parameter("labels", "has more than \(Self.maximumCount) labels")
    }
    for label in labels {
      guard Parameters.isLabel(label), Self.isText(label) else {
        throw .parameter("labels", "must be labels such as category:Dresses, at most 100 bytes each")
      }
    }
    guard numbers.count <= Self.maximumCount else {
      throw .parameter("numbers", "has more than \(Self.maximumCount) numbers")
    }
    for name in numbers.keys {
      guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameCharacter) else {
        throw .parameter("numbers", "must have names of 1 to 64 letters, digits, '-' and '_'")
      }
    }
  }

  private static func check(_ name: String, _ text: String?, maximum: Int) throws(Problem) {
    guard let text else { return }
    guard text.utf8.count <= maximum, isText(text) else {
      throw .parameter(name, "must be one line of text of at most \(maximum) bytes")
    }
  }

  private static func isText(_ text: String) -> Bool { !text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
