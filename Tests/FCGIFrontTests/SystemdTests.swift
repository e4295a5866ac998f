import Foundation
import TestSupport
import Testing

@Suite struct SystemdTests {
  private static let units = [
    "ifashion.target", "ifashion-front.socket", "ifashion-front.service", "ifashion-queue.service",
    "ifashion-images.service", "ifashion-worker@.service", "ifashion-again@.service",
  ]

  private static func text(_ unit: String) throws -> String {
    try String(contentsOfFile: "\(Repository.root)/systemd/\(unit)", encoding: .utf8)
  }

  @Test func `systemd finds nothing wrong with the units`() throws {
    let folder = try TemporaryFolder()
    for unit in Self.units {
      // The programs aren't installed here, and systemd wants to see an executable file.
      try Self.text(unit).replacing(/\/usr\/lib\/ifashion\/bin\/[a-z-]+/, with: "/bin/true")
        .write(toFile: folder.path(of: unit), atomically: true, encoding: .utf8)
    }
    let verify = try ChildProcess(
      "/usr/bin/systemd-analyze", ["verify", "--man=no"] + Self.units.map { folder.path(of: $0) })
    #expect(try verify.wait() == 0, "\(verify.output)")
    #expect(!verify.output.contains(folder.path), "\(verify.output)")
  }

  @Test(arguments: units.filter { $0.hasSuffix(".service") })
  func `a service is open to little`(_ unit: String) throws {
    // At most 2.0 of 10, as systemd counts.
    let security = try ChildProcess(
      "/usr/bin/systemd-analyze",
      ["security", "--offline=yes", "--threshold=20", "--no-pager", "\(Repository.root)/systemd/\(unit)"])
    #expect(try security.wait() == 0, "\(security.output)")
  }

  @Test func `the front says that it is ready, that it lives and that it stops`() throws {
    let folder = try TemporaryFolder()
    let redis = try RedisServer(.queue)
    let supervisor = try NotifySocket()
    let front = try ChildProcess(
      Repository.program("ifashion-front"),
      ["--socket", folder.path(of: "front.sock"), "--queue", redis.socket, "--images", redis.socket],
      environment: supervisor.environment(watchdog: .seconds(1)))
    #expect(try supervisor.nextNews() == "READY=1\nSTATUS=Threads: 16")
    #expect(try supervisor.next() == "WATCHDOG=1")
    front.kill(SIGTERM)
    #expect(try supervisor.nextNews().hasPrefix("STOPPING=1\n"))
    #expect(try front.wait() == 0)
  }

  @Test func `the programs' options in the units are those that they have`() throws {
    let help = try ChildProcess(Repository.program("ifashion-front"), ["--help"])
    try help.wait()
    let command = try #require(Self.text("ifashion-front.service").firstMatch(of: /ExecStart=(.*)/)).1
    try eventually("the help") { help.output.contains("--version") || help.output.contains("--help") }
    for option in command.split(separator: " ").filter({ $0.hasPrefix("--") }) {
      #expect(help.output.contains(option))
    }
  }
}
