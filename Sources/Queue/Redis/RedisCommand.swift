/// A command's words, laid out one after the other as hiredis wants them.
struct RedisCommand {
  private(set) var bytes: [UInt8] = []
  private(set) var lengths: [Int] = []

  /// A command of these words.
  init(_ words: String...) {
    for word in words { append(word) }
  }

  /// A call of a function of our library.
  init(function: String, _ arguments: String...) {
    self.init("FCALL", "ifashion_" + function, "1", QueueKeys.ready)
    for argument in arguments { append(argument) }
  }

  mutating func append(_ word: String) {
    bytes.append(contentsOf: word.utf8)
    lengths.append(word.utf8.count)
  }

  mutating func append(_ word: [UInt8]) {
    bytes.append(contentsOf: word)
    lengths.append(word.count)
  }
}
