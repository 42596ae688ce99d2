package dev.converge.runtime.mcp;

/// Hears how far a call has come.
interface Progress {
  /// Hears nothing.
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

  /// Whether anybody hears it.
  boolean wanted();

  /// Tells how far the call has come.
  ///
  /// @param position greater than any before
  void tell(long position, String message);

  /// Shows that the call goes on although there is nothing to tell.
  void alive();
}
