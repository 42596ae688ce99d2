package dev.converge.cli.config;

import java.util.List;

/// The configuration cannot be used; says everything that is wrong with it, a line for each.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With one line for each problem: what is wrong, where, and what would be right.
  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
