/// Progress of work in steps: each step has a bar of its own.
final class StepProgress {
  private var step: String?
  private var bar: Progress?

  /// Shows that `done`, 0...1, of the step is done. Steps follow one another.
  func show(_ step: String, _ done: Double) {
    if step != self.step { (self.step, bar) = (step, Progress(step, total: 100)) }
    bar?.show(Int(done * 100))
  }
}
