import TestSupport
import Testing

@testable import Daemon

@Suite struct WatchdogTests {
  private let socket: NotifySocket
  private let signs = SignsOfLife()
  private let start = ContinuousClock.now

  init() throws { socket = try NotifySocket() }

  private func watchdog(tooMany: Int) throws -> Watchdog {
    let supervisor = Supervisor(environment: socket.environment(watchdog: .seconds(60)))
    return try #require(Watchdog(supervisor, over: signs, tooMany: tooMany))
  }

  @Test func `a thread that is silent for half of the time ends the signs of life`() throws {
    let watchdog = try watchdog(tooMany: 1)
    signs.sign(of: 1, at: start)
    #expect(watchdog.look(at: start + .seconds(30)) == 0)
    #expect(try socket.next() == "WATCHDOG=1")
    #expect(watchdog.look(at: start + .seconds(31)) == 1)
    signs.sign(of: 1, at: start + .seconds(32))
    #expect(watchdog.look(at: start + .seconds(33)) == 0)
    // The second sign, and none between.
    #expect(try socket.next() == "WATCHDOG=1")
    #expect(Supervisor(environment: ["NOTIFY_SOCKET": socket.path]).tell(.stopping))
    #expect(try socket.next().hasPrefix("STOPPING=1"))
  }

  @Test func `a thread that rests may be silent`() throws {
    let watchdog = try watchdog(tooMany: 1)
    signs.sign(of: 1, at: start)
    signs.rest(1)
    #expect(watchdog.look(at: start + .seconds(3600)) == 0)
  }

  @Test func `as long as one of several threads goes on there is life`() throws {
    let watchdog = try watchdog(tooMany: 2)
    signs.sign(of: 1, at: start)
    signs.sign(of: 2, at: start + .seconds(20))
    #expect(watchdog.look(at: start + .seconds(40)) == 0)
    #expect(watchdog.look(at: start + .seconds(60)) == 2)
  }

  @Test func `without a supervisor that asks there is none`() {
    #expect(Watchdog(Supervisor(environment: [:]), over: signs, tooMany: 1) == nil)
  }
}
