package dev.converge.cli.terminal;

import java.io.Console;
import java.util.Optional;

/// Whether somebody sits there.
public final class Terminal {
  private Terminal() {}

  /// The terminal, if input and output are one.
  @SuppressWarnings("SystemConsoleNull") // it is null here wherever there is no terminal
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }
}
