import Foundation

/// The secret that a request must bring to change the gallery (RFC 6750: `Authorization: Bearer …`). Never logged.
struct ChangeToken: Sendable {
  /// Fewest characters of a token: 96 bits if they are drawn from base64's 64.
  static let minimumLength = 16

  private let bytes: [UInt8]

  /// A token of at least 16 visible ASCII characters; nil for anything else.
  init?(_ text: some StringProtocol) {
    bytes = Array(text.utf8)
    guard (Self.minimumLength...512).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
  }

  /// Reads the token that `path` consists of. Throws what a person has to mend.
  init(file path: String) throws(ChangeTokenError) {
    var status = stat()
    guard stat(path, &status) == 0, let content = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & 0o007 == 0 else { throw .open(path: path) }
    guard
      let token = ChangeToken(
        String(decoding: content, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    else {
      throw .unusable(path: path)
    }
    self = token
  }

  /// Whether the header field brings this token. It takes as long for any other of the same length, so that time
  /// tells nothing of how much of it was right.
  func isBrought(by authorization: String?) -> Bool {
    let scheme = "bearer "
    guard let authorization, authorization.prefix(scheme.count).lowercased() == scheme else { return false }
    let brought = Array(authorization.dropFirst(scheme.count).trimmed.utf8)
    var difference: UInt8 = brought.count == bytes.count ? 0 : 1
    for (index, byte) in bytes.enumerated() {
      difference |= byte ^ (index < brought.count ? brought[index] : 0)
    }
    return difference == 0
  }
}

/// Why a file has no token.
enum ChangeTokenError: Error, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case open(path: String)
  case unusable(path: String)

  /// One sentence for whoever started the program.
  var description: String {
    switch self {
    case .unreadable(let path, let reason): "The token file \(path) can't be read: \(reason)."
    case .open(let path): "Every user may read or write the token file \(path): chmod it to 600 or 640."
    case .unusable(let path):
      "The token file \(path) must hold one word of \(ChangeToken.minimumLength) to 512 visible ASCII characters."
    }
  }
}
