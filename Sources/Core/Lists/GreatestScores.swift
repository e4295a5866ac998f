import CKernels

/// The place of the greatest score of each row of a matrix.
enum GreatestScores {
  /// Writes the places and the scores of all rows of `scores` from place `first` on.
  ///
  /// - Parameters:
  ///   - scores: n × columns, row-major.
  static func find(
    in scores: [Float], columns: Int, into places: inout [UInt32], _ values: inout [Float], from first: Int
  ) {
    places.withUnsafeMutableBufferPointer { places in
      values.withUnsafeMutableBufferPointer { values in
        guard let places = places.baseAddress, let values = values.baseAddress, columns > 0 else { return }
        ck_best_columns(
          KernelPath.best.code, scores, scores.count / columns, columns, places + first, values + first)
      }
    }
  }
}
