extension StringProtocol {
  /// Without spaces and tabs at its ends (RFC 9110's optional white space).
  var trimmed: String {
    let isSpace = { (character: Character) in character == " " || character == "\t" }
    return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }
}
