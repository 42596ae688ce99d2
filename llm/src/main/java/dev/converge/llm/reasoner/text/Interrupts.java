package dev.converge.llm.reasoner.text;

/// Ends work that is no longer wanted.
public final class Interrupts {
  private Interrupts() {}

  /// Called before each piece of work.
  ///
  /// @throws InterruptedException if the answer is no longer wanted
  public static void check() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the answer is no longer wanted");
    }
  }
}
