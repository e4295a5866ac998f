import CKernels

/// The instructions that a search runs on.
package enum KernelPath: String, CaseIterable, Sendable {
  case portable, avx2, avx512

  /// The fastest that this CPU runs.
  package static let best = KernelPath.allCases.last { $0.runsHere } ?? .portable

  /// Whether this CPU runs it.
  package var runsHere: Bool { ck_path_runs(code) }

  var code: ck_path {
    switch self {
    case .portable: CK_PORTABLE
    case .avx2: CK_AVX2
    case .avx512: CK_AVX512
    }
  }
}
