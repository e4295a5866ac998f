import Core
import Foundation
import Queue
import TestSupport
import Testing

/// The log of changes between workers that come and go.
@Suite(.serialized) struct LiveTests {
  private let world: LiveWorld

  init() throws { world = try LiveWorld() }

  /// Kills both workers of one folder again and again while changes are made. The number of changes can be raised by an
  /// environment variable, for a longer run by hand.
  @Test func `kills lose no change that was acknowledged, and none is made twice`() throws {
    let count = ProcessInfo.processInfo.environment["IFASHION_CHANGES"].flatMap { Int($0) } ?? 60
    try world.makeGallery("host")
    var queue = QueueConnection(world.settings)
    // Holds the log, so that it can be looked through at the end.
    #expect(try queue.seen(reader: "audit", position: nil))
    for name in ["w1", "w2"] { try world.start(name, on: "host") }
    let rows = try world.gallery(of: "host").count

    var generator = SystemRandomNumberGenerator()
    var expected: [String: String?] = [:]
    var changes: [(id: JobID, request: Request)] = []
    var kills = 0
    for number in 0..<count {
      let item = "live-\(Int.random(in: 0..<count / 2, using: &generator))"
      let request: Request =
        number % 4 == 3 ? .remove(id: item) : LiveWorld.put(item, title: "change \(number)")
      expected[item] = number % 4 == 3 ? .some(nil) : "change \(number)"
      changes.append((try world.submit(request), request))
      if Int.random(in: 0..<12, using: &generator) == 0 {
        let name = ["w1", "w2"].randomElement(using: &generator)!
        try world.end(name, SIGKILL)
        try world.start(name, on: "host")
        kills += 1
      }
    }
    // Most of the work is done only now, as each start takes a while.
    var final = 0
    while final < changes.count {
      let name = ["w1", "w2"].randomElement(using: &generator)!
      let status = try queue.status(of: changes[final].id)
      if status.isFinal {
        final += 1
      } else if final < changes.count * 9 / 10, try queue.workers().count == 2 {
        usleep(UInt32.random(in: 0..<1_000_000, using: &generator))
        try world.end(name, SIGKILL)
        try world.start(name, on: "host")
        kills += 1
      } else {
        usleep(20_000)
      }
    }
    print("\(count) changes, \(kills) kills")

    var positions: [LogPosition] = []
    for change in changes {
      switch try world.end(of: change.id) {
      case .logged(let position): positions.append(position)
      case .failed(let code):
        // A removal of an item that no change before it had put.
        guard case .remove = change.request, code == .notFound else {
          Issue.record("\(change.request) failed: \(code)")
          continue
        }
      }
    }
    let logged = try queue.logEntries(after: .start, count: 10_000, wait: .milliseconds(1))
    #expect(Set(positions) == Set(logged.map(\.position)))
    try world.applied(#require(positions.max()), on: "host")

    let items = try world.gallery(of: "host").items()
    let live = items.filter { $0.id.hasPrefix("live-") }
    #expect(items.count - live.count == rows)
    #expect(Set(live.map(\.id)).count == live.count)
    let titles = Dictionary(live.map { ($0.id, $0.title) }) { first, _ in first }
    for (id, title) in expected { #expect(titles[id] ?? nil == title, "\(id)") }
    #expect(titles.count == expected.values.count { $0 != nil })

    // A row for each put that was applied, save those that the same transaction replaced: none twice.
    let puts = logged.count { if case .put = $0.change { true } else { false } }
    let bytes = try #require(
      FileManager.default.attributesOfItem(atPath: world.path(of: "host") + "/embeddings.f32")[.size] as? Int)
    let dimension = try #require(try world.gallery(of: "host").embedding(of: items[0].id)).count
    #expect((bytes - 4096) / (dimension * 4) <= rows + puts)
  }

  @Test func `two hosts have the same items, and the log is kept for the slower one`() throws {
    for host in ["a", "b"] {
      try world.makeGallery(host)
      try world.start("worker-\(host)", on: host)
    }
    var queue = QueueConnection(world.settings)
    try eventually("both workers", within: .seconds(60)) { try queue.workers().count == 2 }
    for number in 0..<6 { _ = try world.submit(LiveWorld.put("x\(number)", title: "first")) }
    guard case .logged(var position) = try world.end(of: world.submit(LiveWorld.put("x0", title: "second"))),
      case .logged(let removal) = try world.end(of: world.submit(.remove(id: "x1")))
    else {
      Issue.record("a change was refused")
      return
    }
    position = max(position, removal)
    for host in ["a", "b"] { try world.applied(position, on: host) }
    #expect(try world.contents(of: "a") == world.contents(of: "b"))
    #expect(try world.gallery(of: "a").item("x0")?.title == "second")
    #expect(try world.gallery(of: "a").item("x1") == nil)

    // One host is away: the log waits for it.
    try world.end("worker-b", SIGTERM)
    guard case .logged(let later) = try world.end(of: world.submit(LiveWorld.put("x9", title: "later")))
    else {
      Issue.record("a change was refused")
      return
    }
    try world.applied(later, on: "a")
    #expect(try world.gallery(of: "b").item("x9") == nil)
    let kept = try queue.logEntries(after: position, count: 10, wait: .milliseconds(1))
    #expect(kept.map(\.position).contains(later))

    try world.start("worker-b", on: "b")
    try world.applied(later, on: "b")
    #expect(try world.contents(of: "a") == world.contents(of: "b"))
    try eventually("the log to be trimmed") {
      try queue.logEntries(after: .start, count: 10, wait: .milliseconds(1)).isEmpty
    }

    // A host with an old copy has missed something, and says what to do; one with a copy of now joins.
    try world.makeGallery("old")
    try world.start("worker-old", on: "old")
    guard case .logged(let last) = try world.end(of: world.submit(LiveWorld.put("x10", title: "last"))) else {
      Issue.record("a change was refused")
      return
    }
    try eventually("the old copy's refusal", within: .seconds(60)) {
      world.log(of: "worker-old").contains("has missed changes")
    }
    for host in ["a", "b"] { try world.applied(last, on: host) }
    #expect(try world.gallery(of: "old").item("x10") == nil)
    try world.end("worker-old", SIGTERM)

    try world.makeGallery("c", from: "a")
    try world.start("worker-c", on: "c")
    // Only from its first heartbeat on is the log kept for it.
    try eventually("worker-c", within: .seconds(60)) {
      try queue.workers().contains { $0.name == "worker-c" }
    }
    guard case .logged(let newest) = try world.end(of: world.submit(.remove(id: "x10"))) else {
      Issue.record("a change was refused")
      return
    }
    for host in ["a", "b", "c"] { try world.applied(newest, on: host) }
    #expect(try world.contents(of: "a") == world.contents(of: "c"))
  }

  @Test func `an item that other networks embedded is passed over, said and counted`() throws {
    try world.makeGallery("host")
    var queue = QueueConnection(world.settings)
    let id = try world.submit(LiveWorld.put("foreign", title: "foreign"))
    let job = try #require(try queue.take(worker: "test", wait: .seconds(10)))
    #expect(job.id == id)
    let foreign = LoggedItem(
      metadata: Array("{}".utf8), embedding: [1], thumbnail: [], embedder: "sha256:other")
    _ = try queue.log(.put(foreign), for: job.lease, answer: Array(#"{"state":"done"}"#.utf8))
    // Not of our making at all, and a good one behind them.
    try world.queueServer.command("XADD", "{ifashion}:gallery:log", "*", "kind", "put", "item", "{")
    try world.start("one", on: "host")
    guard case .logged(let position) = try world.end(of: world.submit(LiveWorld.put("own", title: "own")))
    else {
      Issue.record("a change was refused")
      return
    }
    try world.applied(position, on: "host")
    #expect(try world.gallery(of: "host").item("foreign") == nil)
    #expect(try world.gallery(of: "host").item("own")?.title == "own")
    #expect(world.log(of: "one").contains("embedded by other networks"))
    try eventually("the count", within: .seconds(30)) {
      try queue.workers().first?.refusedChanges == 2
    }
  }
}
