package dev.converge.cli.config;

import java.util.List;

/// The configuration is invalid. Lists all problems, one line each.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With one line for each problem: what is wrong, where, and what would be right.
  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
