/// What a client takes a job for. By the other's name nothing is known of it: who knows the name of a change of the
/// gallery may not end it as if it were a query.
public enum JobKind: String, Sendable {
  /// A query, or a member of a batch.
  case query
  /// A change of the gallery.
  case change
}
