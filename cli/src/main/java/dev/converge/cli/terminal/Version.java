package dev.converge.cli.terminal;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// Tells the version of this build, which the manifest of the jar carries.
public final class Version implements IVersionProvider {
  /// The version alone; `development` where no jar tells.
  public static String number() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"converge " + number()};
  }
}
