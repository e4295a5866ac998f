import Core
import Foundation
import Synchronization

/// Looks at pictures on several lanes: decodes each, takes its signature and, with a detector, its garments.
struct PicturePass {
  /// What is seen in a picture.
  struct Look: Sendable {
    /// As it stands in the records.
    let name: String
    let path: String
    /// Upright, in pixels.
    let size: PictureSize
    let signature: PictureSignature
    /// The detector's greatest score, 0...1, and the number of garments above its threshold.
    var greatestScore: Double?
    var garments: Int?
  }

  /// A picture that can't be used.
  struct Failure: Sendable {
    let name: String
    let reason: String
  }

  /// Name and path of each picture.
  let pictures: [(name: String, path: String)]
  /// Nil: no detector.
  let networks: Networks?
  let lanes: Int

  /// Looks at all pictures; the looks are in the pictures' order.
  func run() throws -> (looks: [Look], failures: [Failure]) {
    let work = PictureWork(pictures: pictures)
    for lane in 0..<lanes {
      let networks = self.networks
      let thread = Thread { work.runLane(networks: networks) }
      thread.name = "insight-\(lane)"
      thread.stackSize = 4 << 20
      thread.start()
    }
    var progress = Progress("pictures", total: pictures.count)
    for done in 0..<pictures.count {
      try work.wait()
      progress.show(done + 1)
    }
    return work.results()
  }
}

/// What the lanes share: the pictures still to be taken, and what was seen.
private final class PictureWork: Sendable {
  private struct State {
    var next = 0
    var looks: [(order: Int, look: PicturePass.Look)] = []
    var failures: [(order: Int, failure: PicturePass.Failure)] = []
    /// A lane that could not start, or whose engine failed: the run ends with its error.
    var fault: (any Error)?
  }

  private let pictures: [(name: String, path: String)]
  private let state = Mutex(State())
  /// Signalled once a picture, and once a fault.
  private let ready = DispatchSemaphore(value: 0)

  init(pictures: [(name: String, path: String)]) { self.pictures = pictures }

  /// Waits for one more picture.
  func wait() throws {
    ready.wait()
    if let fault = state.withLock({ $0.fault }) { throw fault }
  }

  func results() -> (looks: [PicturePass.Look], failures: [PicturePass.Failure]) {
    state.withLock { state in
      (
        state.looks.sorted { $0.order < $1.order }.map(\.look),
        state.failures.sorted { $0.order < $1.order }.map(\.failure)
      )
    }
  }

  /// Looks at one picture after the other until none is left. Runs on a thread of its own.
  func runLane(networks: Networks?) {
    do {
      let decoder = ImageDecoder()
      if let networks {
        var detector = try networks.makeDetector()
        let fashionSide = ImageDecoder.longSide
        try lookAtAll { name, path in
          let picture = try withFile(path) { try decoder.decode($0, longSide: fashionSide) }
          let findings = try detector.findings(in: picture)
          var look = try look(at: picture, name: name, path: path)
          (look.greatestScore, look.garments) = (findings.greatestScore, findings.detections.count)
          return look
        }
      } else {
        try lookAtAll { name, path in
          try look(at: withFile(path) { try decoder.decode($0, longSide: 96) }, name: name, path: path)
        }
      }
    } catch {
      state.withLock { $0.fault = error }
      ready.signal()
    }
  }

  private func lookAtAll(_ look: (_ name: String, _ path: String) throws -> PicturePass.Look) throws {
    while let order = take() {
      let (name, path) = pictures[order]
      do {
        let look = try look(name, path)
        state.withLock { $0.looks.append((order, look)) }
      } catch let error where !(error is ModelError) {
        let failure = PicturePass.Failure(name: name, reason: "\(error)")
        state.withLock { $0.failures.append((order, failure)) }
      }
      ready.signal()
    }
  }

  private func look(at picture: Picture, name: String, path: String) throws -> PicturePass.Look {
    guard let size = PictureSize(width: picture.originalWidth, height: picture.originalHeight) else {
      throw FileFailure(path: path, reason: "it has no size")
    }
    return PicturePass.Look(name: name, path: path, size: size, signature: PictureSignature(picture))
  }

  private func take() -> Int? {
    state.withLock { state in
      guard state.next < pictures.count, state.fault == nil else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }
}
