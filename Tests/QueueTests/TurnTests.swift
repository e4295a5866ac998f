import Testing

@testable import Queue

struct TurnTests {
  @Test func `a client with a hundred photos lets another's one pass`() throws {
    let world = try World()
    var queue = world.connection()
    for _ in 0..<100 { _ = try queue.add(World.upload("shop")) }
    let shopper = try queue.add(World.upload("shopper"))
    guard case .queued(let place) = try queue.status(of: shopper) else {
      throw Unexpected(description: "not queued")
    }
    var taken = 0
    var id: JobID?
    while id != shopper {
      let job = try queue.next()
      _ = try queue.finish(job.lease, answer: [])
      id = job.id
      taken += 1
    }
    // The window (4 without workers' figures) was full when it came; then it and the other go by turns.
    #expect(taken <= 6)
    #expect(place == taken)
  }

  @Test func `a light job passes the uploads that wait, and bulk is not starved`() throws {
    let world = try World()
    var queue = world.connection()
    for _ in 0..<50 { _ = try queue.add(World.upload("shop", lane: .upload)) }
    for _ in 0..<20 { _ = try queue.add(World.upload("shop", lane: .bulk)) }
    var light: Set<JobID> = []
    for index in 0..<20 {
      light.insert(try queue.add(Submission(client: Client("ann"), request: .item(id: "\(index)"))))
    }
    var order: [JobID] = []
    for _ in 0..<90 {
      let job = try queue.next()
      order.append(job.id)
      _ = try queue.finish(job.lease, answer: [])
    }
    // The window's 4 uploads, then 3 light jobs in 5 turns: 20 within 40.
    #expect(order.prefix(10).contains { light.contains($0) })
    #expect(order.prefix(40).filter { light.contains($0) }.count == 20)
    let figures = try queue.figures()
    #expect(figures.done == 90 && figures.open == 0 && figures.backlog.values.allSatisfy { $0 == 0 })
  }

  @Test func `bulk gets one turn of five while uploads wait`() throws {
    let world = try World()
    var queue = world.connection()
    for _ in 0..<60 { _ = try queue.add(World.upload("shopper", lane: .upload)) }
    var bulk: Set<JobID> = []
    for _ in 0..<60 { bulk.insert(try queue.add(World.upload("shop", lane: .bulk))) }
    var taken = 0
    for _ in 0..<54 {
      let job = try queue.next()
      if bulk.contains(job.id) { taken += 1 }
      _ = try queue.finish(job.lease, answer: [])
    }
    #expect((9...11).contains(taken))
  }

  @Test func `the places of waiting jobs count up`() throws {
    let world = try World()
    var queue = world.connection()
    var ids: [JobID] = []
    for _ in 0..<12 { ids.append(try queue.add()) }
    let first = try queue.next()
    var places: [Int] = []
    for id in ids.dropFirst() {
      guard case .queued(let place) = try queue.status(of: id) else {
        throw Unexpected(description: "not queued")
      }
      places.append(place)
    }
    #expect(first.id == ids[0])
    #expect(places == Array(1...11))
  }

  @Test func `whoever submits is told the place that is told later`() throws {
    let world = try World()
    var queue = world.connection()
    for number in 0..<12 {
      let submission = World.upload(number % 3 == 0 ? "ann" : "shop")
      guard case .accepted(_, let place?) = try queue.submit(submission) else {
        throw Unexpected(description: "no place")
      }
      #expect(try queue.status(of: submission.id) == .queued(place: place))
    }
  }

  @Test func `a program of before is told no place`() throws {
    let world = try World()
    var queue = world.connection()
    try queue.connect()
    let id = JobID()
    let reply = try world.server.command(
      "FCALL", "ifashion_submit", "1", "{ifashion}:ready", id.description, "ann", "upload", "{}", "0", "", "",
      "1000", "1000", "3", "10", "10", "10", "", "10")
    #expect(reply.split(separator: "\n") == ["accepted", "\(id)"])
  }

  @Test func `places count on when jobs were taken, handed back and cancelled`() throws {
    let world = try World()
    var queue = world.connection()
    var ids: [JobID] = []
    // Four fill the stream's window.
    for _ in 0..<10 { ids.append(try queue.add()) }
    let taken = try queue.next()
    #expect(try queue.release(taken.lease))
    _ = try queue.cancel(ids[7])
    // The one that was handed back is first in the backlog, and ids[5] the second there.
    let places = try [taken.id, ids[5], ids[6], ids[8], ids[9]].map { try queue.status(of: $0) }
    #expect(places[0] == .queued(place: 5))
    #expect(places[1] == .queued(place: 6) && places[2] == .queued(place: 7))
    // The number of the cancelled one still counts, but no place is behind the line's end.
    #expect(places[3] == .queued(place: 9) && places[4] == .queued(place: 9))
  }

  @Test func `a cancelled job leaves its line and its client's turn`() throws {
    let world = try World()
    var queue = world.connection()
    for _ in 0..<4 { _ = try queue.add(World.upload("shop")) }
    let waiting = try queue.add(World.upload("ann"))
    _ = try queue.cancel(waiting)
    let again = try queue.add(World.upload("ann"))
    guard case .queued(let place) = try queue.status(of: again) else {
      throw Unexpected(description: "not queued")
    }
    #expect(place == 5)
    let ring = try world.server.command("LLEN", "{ifashion}:ring:upload")
    #expect(ring == "1")
  }
}
