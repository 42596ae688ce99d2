package dev.converge.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// Tells the version of this build, which the manifest of the jar carries.
final class Version implements IVersionProvider {
  /// The version alone; `development` where no jar tells.
  static String number() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"converge " + number()};
  }
}
