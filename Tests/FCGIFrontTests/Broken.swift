/// What a test needs to run at all is not there.
struct Broken: Error, CustomStringConvertible {
  let description: String
}
