import Foundation

/// A program that a test has started. It is killed with this object.
public final class ChildProcess: Sendable {
  /// Foundation's `Process` isn't Sendable. After `run` only its number, `isRunning`, `waitUntilExit` and the
  /// status are used, and they lock (swift-corelibs-foundation, Process.swift).
  private struct Started: @unchecked Sendable {
    let process: Process
  }

  private let started: Started
  private let folder: TemporaryFolder

  /// Starts `program` (a path) with these arguments, its environment added to the test's own. Its standard
  /// output and error are collected in `output`.
  public init(_ program: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    // A file, not a pipe: nobody must read along, and what was written is all there when the program has ended.
    let log = folder.path(of: "output")
    guard FileManager.default.createFile(atPath: log, contents: nil) else {
      throw CocoaError(.fileWriteUnknown)
    }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try Self.withoutBlockedSignals { try process.run() }
    try handle.close()
    started = Started(process: process)
    LivingChildren.add(process.processIdentifier)
  }

  deinit {
    if isRunning { kill(SIGKILL) }
    started.process.waitUntilExit()
    LivingChildren.remove(pid)
  }

  /// Dispatch's threads, on which tests run, block nearly all signals, and a child inherits that: it would never
  /// hear a SIGTERM.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  /// Its number.
  public var pid: Int32 { started.process.processIdentifier }

  /// Whether it hasn't ended.
  public var isRunning: Bool { started.process.isRunning }

  /// What it has written so far.
  public var output: String {
    String(decoding: FileManager.default.contents(atPath: folder.path(of: "output")) ?? Data(), as: UTF8.self)
  }

  /// Sends `signal`.
  public func kill(_ signal: Int32) { _ = Foundation.kill(pid, signal) }

  /// Waits for its end and returns its exit status, or the signal that ended it as a negative number; throws
  /// `Deadline.Missed` after `limit`.
  @discardableResult
  public func wait(within limit: Duration = .seconds(20)) throws -> Int32 {
    try eventually("the end of process \(pid)", within: limit) { !isRunning }
    let status = started.process.terminationStatus
    return started.process.terminationReason == .uncaughtSignal ? -status : status
  }
}
