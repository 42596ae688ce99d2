package dev.converge.cli.terminal;

import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
public final class VersionLine implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"converge " + Version.number()};
  }
}
