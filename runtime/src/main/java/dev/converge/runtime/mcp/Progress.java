package dev.converge.runtime.mcp;

/// Receives the progress of a call.
interface Progress {
  /// Ignores progress.
  Progress NONE =
      new Progress() {
        @Override
        public boolean wanted() {
          return false;
        }

        @Override
        public void tell(long position, String message) {}

        @Override
        public void alive() {}
      };

  /// Whether anybody receives it.
  boolean wanted();

  /// Reports progress.
  ///
  /// @param position greater than all previous ones
  void tell(long position, String message);

  /// Shows that the call is alive although there is no progress.
  void alive();
}
