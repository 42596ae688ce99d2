package dev.converge.llm.model;

/// Told right before a request goes to a provider, after all waiting for a turn: a request that is
/// held back is no call. Bound on the thread of the call.
public final class SendNotice {
  static final ScopedValue<Notice> NOTICE = ScopedValue.newInstance();

  private SendNotice() {}

  /// What is done before a request is sent.
  interface Notice {
    /// Returns once the request may be sent.
    ///
    /// @throws InterruptedException if it may not
    void give() throws InterruptedException;
  }

  /// Returns once the request may be sent.
  ///
  /// @throws InterruptedException if the run does not want it any more
  public static void give() throws InterruptedException {
    if (NOTICE.isBound()) {
      NOTICE.get().give();
    }
  }
}
