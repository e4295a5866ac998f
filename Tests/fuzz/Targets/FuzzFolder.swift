import Foundation

/// Where the files that are fuzzed stand: FUZZ_FOLDER, which the script makes in memory.
struct FuzzFolder {
  let url: URL

  init() throws {
    guard let path = ProcessInfo.processInfo.environment["FUZZ_FOLDER"] else {
      throw CocoaError(.fileNoSuchFile, userInfo: [NSLocalizedDescriptionKey: "FUZZ_FOLDER is not set."])
    }
    url = URL(filePath: path)
  }

  func write(_ bytes: [UInt8], as name: String) {
    let path = url.appending(path: name).path
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    precondition(file >= 0 && Glibc.write(file, bytes, bytes.count) == bytes.count, "no room in \(path)")
    close(file)
  }
}
