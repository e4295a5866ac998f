/// A name and its value, from the query string or from a multipart form; decoded.
struct Field: Hashable {
  var name: String
  var value: String
}
