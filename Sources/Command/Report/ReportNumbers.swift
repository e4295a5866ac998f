import Foundation

/// `value` with at most three significant decimals and thin spaces between thousands: 1 014 544, 0.25, 3.5.
func formatted(_ value: Double) -> String {
  guard value.isFinite else { return "–" }
  let isWhole = value.rounded() == value || abs(value) >= 1000
  if isWhole { return formatted(Int(value.rounded())) }
  var text = fixed(value, abs(value) >= 100 ? 1 : abs(value) >= 10 ? 2 : 3)
  while text.hasSuffix("0") { text.removeLast() }
  return text.hasSuffix(".") ? String(text.dropLast()) : text
}

/// `count` with thin, unbreakable spaces (U+202F) between thousands.
func formatted(_ count: Int) -> String {
  let digits = String(count.magnitude)
  var text = count < 0 ? "−" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
    text.append(digit)
  }
  return text
}

/// `value` with exactly `decimals` decimals and a full stop, whatever the locale.
func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

/// A share of 0...1 as a percentage without decimals; «<1 %» for what is there but would read as nothing.
func wholePercent(_ share: Double) -> String {
  share > 0 && share < 0.005 ? "<1 %" : "\(fixed(share * 100, 0)) %"
}

/// A place in a drawing, in percent or pixels: two decimals are finer than any screen.
func percent(_ value: Double) -> String { fixed(value, 2) }

/// An axis that begins at 0 and ends at a round number: 1, 2 or 5 times a power of ten a step.
struct NiceScale {
  /// Where the lines are drawn, without 0.
  let ticks: [Double]
  /// The axis' end, at least the greatest value.
  let end: Double

  init(greatest: Double) {
    let raw = max(greatest, 1e-9) / 4
    let power = pow(10, floor(log10(raw)))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= raw * 0.999 } ?? raw
    let count = Int((greatest / step).rounded(.up))
    ticks = (1...max(count, 1)).map { Double($0) * step }
    end = ticks[ticks.count - 1]
  }
}
