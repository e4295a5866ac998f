import Foundation
import TestSupport
import Testing

@testable import Core

/// A program that changes a gallery is killed at random moments. After each, the gallery must be sound, hold what was
/// acknowledged, and nothing that was acknowledged to be gone.
///
/// `IFASHION_KILLS=200` makes it two hundred kills.
@Suite struct KillTests {
  private static let kills = ProcessInfo.processInfo.environment["IFASHION_KILLS"].flatMap(Int.init) ?? 12

  /// What the program said: the versions of the items, and of the last batch what it would be with it.
  private struct Account {
    var versions: [String: String] = [:]
    var position: String?
    private(set) var begun: (position: String, changes: [Substring])?
    private(set) var compactions = 0

    mutating func read(_ output: String) {
      // The last line may have been cut.
      for line in output.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        let words = line.split(separator: " ")
        switch words.first {
        case "begin": begun = (String(words[1]), Array(words.dropFirst(2)))
        case "done": settle()
        case "compact": compactions += 1
        default: Issue.record("the program said: \(line)")
        }
      }
    }

    /// The batch that was begun is on disk.
    mutating func settle() {
      guard let begun else { return }
      var words = begun.changes[...]
      while let word = words.popFirst(), let id = words.popFirst().map(String.init) {
        versions[id] = word == "put" ? words.popFirst().map(String.init) : nil
      }
      position = begun.position
      self.begun = nil
    }

    mutating func forget() { begun = nil }
  }

  @Test func `a kill at any moment loses nothing and brings nothing back`() throws {
    let folder = try TemporaryFolder()
    let gallery = GalleryFolder(URL(filePath: folder.path(of: "gallery")))
    var account = Account()
    var random = SeededRandom(seed: UInt64(Date.now.timeIntervalSince1970 * 1000))
    var (unacknowledged, batches) = (0, 0)
    for kill in 1...KillTests.kills {
      let program = try ChildProcess(
        Repository.program("Benchmarks"),
        ["churn", gallery.url.path, "--seed", "\(kill)", "--compactions", "30"])
      let isEmpty = account.position == nil
      try eventually("the program's first words", within: .seconds(60)) {
        program.output.contains(isEmpty ? "done" : "\n") || !program.isRunning
      }
      usleep(UInt32(random.below(400_000)))
      program.kill(SIGKILL)
      #expect(try program.wait() == -SIGKILL, "\(program.output.suffix(2000))")
      let output = program.output
      batches += output.split(separator: "\n").count { $0.hasPrefix("done") }
      account.read(output)

      let opened = try Gallery(folder: gallery, fingerprint: "churn")
      if opened.position != account.position, opened.position == account.begun?.position {
        account.settle()
        unacknowledged += 1
      }
      account.forget()
      #expect(opened.position == account.position)
      let found = try opened.items().map { ($0.id, $0.title?.dropFirst("Version ".count) ?? "") }
      #expect(Dictionary(uniqueKeysWithValues: found) == account.versions.mapValues { $0[...] })
      for item in try opened.items() {
        let thumbnail = try String(
          contentsOf: gallery.thumbnails.appending(path: item.thumbnail), encoding: .utf8)
        #expect(thumbnail == account.versions[item.id])
      }
      let verified = try GalleryVerification(gallery)
      #expect(verified.problems.isEmpty && verified.items == account.versions.count)
    }
    print(
      "\(KillTests.kills) kills, \(batches) batches and \(account.compactions) compactions acknowledged, "
        + "\(unacknowledged) more batches found on disk, \(account.versions.count) items at the end")
  }
}
