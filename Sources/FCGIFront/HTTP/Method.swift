/// The request methods of this interface. HEAD is GET whose answer's body stays here.
enum Method: String, Sendable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case delete = "DELETE"
}
