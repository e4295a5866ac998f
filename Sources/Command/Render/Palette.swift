import Core

/// A colour in sRGB, each part from 0 to 1.
struct Color: Equatable {
  var red: Double
  var green: Double
  var blue: Double

  init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  init(_ hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255, blue: Double(hex & 255) / 255)
  }

  static let black = Color(0x14_1416)
  static let white = Color(0xF6_F4EF)

  func mixed(with other: Color, _ share: Double) -> Color {
    Color(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }

  func darker(_ share: Double) -> Color { mixed(with: Color(0x10_1018), share) }
  func lighter(_ share: Double) -> Color { mixed(with: Color(0xFF_FFFF), share) }

  /// How bright the colour looks, 0 to 1 (the weights of Rec. 709, on the coded values).
  var brightness: Double { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

  var hex: String {
    "#"
      + [red, green, blue].map { part in
        let digits = String(Int((min(max(part, 0), 1) * 255).rounded()), radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }
}

/// A colour that cloth comes in: its shop name, its label and its tone.
struct Dye: Equatable {
  let name: String
  let label: String
  let color: Color

  init(_ name: String, _ label: String, _ hex: UInt32) {
    self.name = name
    self.label = label
    color = Color(hex)
  }
}

/// The colours that the catalogue is drawn with.
enum Palette {
  static let white = Dye("White", "White", 0xF1_EFEA)
  static let cream = Dye("Cream", "White", 0xEF_E7D6)
  static let black = Dye("Black", "Black", 0x27_272B)
  static let charcoal = Dye("Charcoal", "Gray", 0x4A_4C52)
  static let gray = Dye("Gray", "Gray", 0x8E_9298)
  static let silverGray = Dye("Light gray", "Gray", 0xC3_C6CA)
  static let navy = Dye("Navy", "Blue", 0x24_3354)
  static let blue = Dye("Blue", "Blue", 0x35_63A6)
  static let cobalt = Dye("Cobalt", "Blue", 0x24_49B0)
  static let sky = Dye("Sky-blue", "Blue", 0x93_B8DB)
  static let denim = Dye("Mid-blue", "Blue", 0x4B_6D96)
  static let indigo = Dye("Indigo", "Blue", 0x2B_3A5E)
  static let washed = Dye("Light-blue", "Blue", 0x9C_B4CC)
  static let teal = Dye("Teal", "Teal", 0x1F_7478)
  static let mint = Dye("Mint", "Green", 0xA9_D3BE)
  static let sage = Dye("Sage", "Green", 0x8F_A387)
  static let green = Dye("Green", "Green", 0x3B_7A4F)
  static let forest = Dye("Forest-green", "Green", 0x28_4C3B)
  static let olive = Dye("Olive", "Green", 0x6B_6B3F)
  static let red = Dye("Red", "Red", 0xB9_2F32)
  static let coral = Dye("Coral", "Orange", 0xE4_7B62)
  static let orange = Dye("Orange", "Orange", 0xDB_7630)
  static let rust = Dye("Rust", "Orange", 0xB0_552F)
  static let peach = Dye("Peach", "Peach", 0xF0_BFA2)
  static let mustard = Dye("Mustard", "Yellow", 0xD0_A236)
  static let yellow = Dye("Yellow", "Yellow", 0xEB_CC5C)
  static let burgundy = Dye("Burgundy", "Maroon", 0x6A_2433)
  static let blush = Dye("Blush", "Pink", 0xE8_C0BD)
  static let pink = Dye("Pink", "Pink", 0xDB_8CA3)
  static let fuchsia = Dye("Fuchsia", "Pink", 0xBE_3A77)
  static let lilac = Dye("Lilac", "Purple", 0xB9_A5D2)
  static let plum = Dye("Plum", "Purple", 0x5E_3665)
  static let brown = Dye("Brown", "Brown", 0x6A_4833)
  static let chocolate = Dye("Chocolate", "Brown", 0x49_3126)
  static let camel = Dye("Camel", "Tan", 0xBC_9361)
  static let tan = Dye("Tan", "Tan", 0xC9_AB83)
  static let sand = Dye("Sand", "Beige", 0xD8_C8AC)
  static let stone = Dye("Stone", "Beige", 0xC8_BFAE)

  static let all = [
    white, cream, black, charcoal, gray, silverGray, navy, blue, cobalt, sky, teal, mint, sage, green, forest,
    olive, red, coral, orange, rust, peach, mustard, yellow, burgundy, blush, pink, fuchsia, lilac, plum,
    brown, chocolate, camel, tan, sand, stone,
  ]
  static let suiting = [
    black, charcoal, gray, navy, brown, camel, stone, forest, burgundy, teal, sand, olive, cream, plum,
    indigo,
  ]
  static let denims = [denim, indigo, washed, black, charcoal, white]
  static let brights = [
    red, coral, orange, mustard, yellow, green, teal, cobalt, sky, fuchsia, pink, lilac, white, black, navy,
  ]

  /// Studio walls: light, quiet, a little warm or cool.
  static let walls: [Color] = [
    0xF3_F1ED, 0xEE_F0F2, 0xF4_EBE4, 0xE9_EEE9, 0xE6_ECF2, 0xF2_ECEF, 0xEC_E9E2, 0xF6_F3EA, 0xE5_E6E8,
    0xEF_EAF2, 0xF7_F6F4, 0xE4_EBEA,
  ].map { Color($0) }

  /// A studio wall that the garment stands out from: a little darker behind white cloth.
  static func wall(behind dye: Dye, with generator: inout SplitMix64) -> Color {
    let wall = generator.pick(walls)
    return dye.color.brightness > 0.86 ? wall.darker(0.13) : wall
  }

  /// A second colour that stands out clearly from the first.
  static func contrast(to dye: Dye, with generator: inout SplitMix64) -> Dye {
    let choices: [Dye]
    if dye.color.brightness < 0.5 {
      choices = [white, cream, white, sand, sky, mustard, blush]
    } else if dye.color.brightness < 0.78 {
      choices = [white, cream, navy, black, burgundy]
    } else {
      choices = [navy, black, red, blue, forest, burgundy, teal, rust]
    }
    let other = choices.filter { abs($0.color.brightness - dye.color.brightness) > 0.25 }
    return generator.pick(other.isEmpty ? choices : other)
  }
}
