import Dispatch
import Foundation

/// The operating-system threads of the lanes.
enum LaneThread {
  /// Starts lane `number`'s thread; it is in `group` until it ends, after `common.listener.stop()`.
  static func start(_ number: Int, in group: DispatchGroup, _ common: FrontCommon) {
    group.enter()
    let thread = Thread {
      // The lane, with its connections, is made and ends on its own thread.
      var lane = FrontLane(common)
      let connection = FastCGIRequest(common.listener)
      while connection.accept() {
        common.signs.sign(of: number)
        lane.serve(connection)
        connection.finish()
        common.signs.rest(number)
      }
      group.leave()
    }
    thread.name = "front lane \(number)"
    // Measured enough by far: the deepest call is JSON encoding.
    thread.stackSize = 1 << 20
    thread.start()
  }
}
