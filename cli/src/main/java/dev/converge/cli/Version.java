package dev.converge.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// Tells the version of this build, which the manifest of the jar carries.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new String[] {"converge " + version};
  }
}
