package dev.converge.cli;

import java.util.List;

/// The configuration cannot be used; says everything that is wrong with it, a line for each.
final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
