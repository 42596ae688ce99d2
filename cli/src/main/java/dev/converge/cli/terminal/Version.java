package dev.converge.cli.terminal;

import java.util.Optional;

/// The version of this build, which the manifest of the jar carries.
public final class Version {
  private Version() {}

  /// The version alone; `development` where no jar tells.
  public static String number() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
