import Queue

extension Request.Query {
  /// The options of `POST /api/v1/queries`.
  init(options fields: [Field]) throws(Problem) {
    let parameters = try Parameters(
      fields,
      known: ["top", "box", "region", "label", "labels", "search", "exclude", "group", "min.…", "max.…"])
    self.init(
      top: try parameters.number("top", in: 1...100, otherwise: 20), box: try parameters.box("box"),
      region: try parameters.word("region"), labels: try parameters.labels(),
      search: try parameters.word("search") ?? .brute, limits: try parameters.limits())
  }
}

extension Request.Items {
  /// The options of `GET /api/v1/items`.
  init(options fields: [Field]) throws(Problem) {
    let parameters = try Parameters(
      fields, known: ["label", "labels", "text", "region", "page", "size", "exclude", "min.…", "max.…"])
    self.init(
      labels: try parameters.labels(), text: try parameters.text("text")?.trimmed ?? "",
      region: try parameters.word("region"),
      page: try parameters.number("page", in: 1...1_000_000, otherwise: 1),
      size: try parameters.number("size", in: 1...200, otherwise: 48), limits: try parameters.limits())
  }
}

extension Request.Similar {
  /// The options of `GET /api/v1/items/{id}/similar`.
  init(item: String, options fields: [Field]) throws(Problem) {
    let parameters = try Parameters(
      fields, known: ["top", "region", "label", "labels", "search", "exclude", "group", "min.…", "max.…"])
    self.init(
      item: item, top: try parameters.number("top", in: 1...100, otherwise: 20),
      region: try parameters.word("region"), labels: try parameters.labels(),
      search: try parameters.word("search") ?? .brute, limits: try parameters.limits())
  }
}
