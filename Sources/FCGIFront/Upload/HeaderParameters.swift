/// The parameters of a header field's value, `value; name=token; name="quoted"` (RFC 9110 section 5.6.6).
struct HeaderParameters {
  private var values: [String: String] = [:]

  /// The value before the first `;`, in lower case.
  let value: String

  /// Takes a field's value apart; nil when it isn't well-formed or names a parameter twice.
  init?(_ field: String) {
    value = field.prefix { $0 != ";" }.trimmed.lowercased()
    var rest = Substring(field.drop { $0 != ";" })
    while !rest.isEmpty {
      rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
      if rest.isEmpty { break }
      let name = rest.prefix { $0 != "=" && $0 != ";" }
      rest = rest.dropFirst(name.count)
      guard rest.first == "=", !name.isEmpty else { return nil }
      rest = rest.dropFirst()
      guard let text = rest.first == "\"" ? Self.quoted(&rest) : Self.token(&rest),
        values.updateValue(text, forKey: name.lowercased()) == nil
      else { return nil }
    }
  }

  /// The value of a parameter; names are in lower case.
  subscript(name: String) -> String? { values[name] }

  private static func token(_ rest: inout Substring) -> String? {
    let token = rest.prefix { $0 != ";" }
    rest = rest.dropFirst(token.count)
    let text = token.trimmed
    return text.contains("\"") ? nil : text
  }

  /// Browsers write `"` in a name as %22 (HTML Standard, multipart form data); others put `\` before it.
  private static func quoted(_ rest: inout Substring) -> String? {
    rest = rest.dropFirst()
    var text = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"":
        rest = rest.drop { $0 == " " || $0 == "\t" }
        return rest.isEmpty || rest.first == ";" ? text : nil
      case "\\" where rest.first == "\"" || rest.first == "\\":
        text.append(rest.removeFirst())
      default: text.append(character)
      }
    }
    return nil
  }
}
