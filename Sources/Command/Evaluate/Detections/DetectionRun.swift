import Core
import Foundation
import Synchronization

/// Finds the garments of photos by one detector, on several lanes.
struct DetectionRun {
  private struct State {
    var next = 0
    var done = 0
    var outcomes: [Int: DetectionOutcome] = [:]
    var failures: [(photo: Int, reason: String)] = []
    var fault: (any Error)?
    var progress: Progress
  }

  let networks: Networks
  let lanes: Int

  /// The outcomes of `photos` in their order, without those that can't be used.
  func outcomes(
    of photos: [BoxedPhoto], name: String
  ) throws -> (outcomes: [DetectionOutcome], failures: [(photo: Int, reason: String)]) {
    let state = Mutex(State(progress: Progress("detect (\(name))", total: photos.count)))
    DispatchQueue.concurrentPerform(iterations: lanes) { _ in
      do {
        var detector = try networks.makeDetector()
        let decoder = ImageDecoder()
        while true {
          let next = state.withLock { state -> Int? in
            guard state.fault == nil, state.next < photos.count else { return nil }
            defer { state.next += 1 }
            return state.next
          }
          guard let index = next else { return }
          let result = try outcome(of: photos[index], decoder, &detector)
          state.withLock { state in
            switch result {
            case .success(let outcome): state.outcomes[index] = outcome
            case .failure(let refusal): state.failures.append((index, refusal.reason))
            }
            state.done += 1
            state.progress.show(state.done)
          }
        }
      } catch { state.withLock { $0.fault = error } }
    }
    return try state.withLock { state in
      if let fault = state.fault { throw fault }
      return (photos.indices.compactMap { state.outcomes[$0] }, state.failures.sorted { $0.photo < $1.photo })
    }
  }

  /// A photo that can't be read is a result; a failed engine is thrown.
  private func outcome(
    of photo: BoxedPhoto, _ decoder: borrowing ImageDecoder, _ detector: inout Detector
  ) throws(ModelError) -> Result<DetectionOutcome, Refusal> {
    let picture: Picture
    do { picture = try withFile(photo.photo.path) { try decoder.decode($0) } } catch {
      return .failure(Refusal("\(error)"))
    }
    let start = ContinuousClock.now
    let found = try detector.findings(
      in: picture, least: DetectionSummary.scoreFloor, count: DetectionSummary.most)
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    return .success(DetectionOutcome(photo: photo, found: found.detections, milliseconds: milliseconds))
  }
}
