package dev.converge.cli.terminal;

import java.io.Console;
import java.util.Optional;

/// Whether a person is at the terminal.
public final class Terminal {
  private Terminal() {}

  /// The terminal, if both input and output are one.
  @SuppressWarnings("SystemConsoleNull") // it is null here wherever there is no terminal
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }
}
