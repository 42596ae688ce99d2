package dev.converge.cli.command.help;

import dev.converge.cli.command.help.CompletionCommand.Shell;
import dev.converge.core.text.EnumWord;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the name of a shell.
final class ShellConverter implements ITypeConverter<Shell> {
  @Override
  public Shell convert(String name) {
    return EnumWord.find(Shell.class, name)
        .orElseThrow(() ->
            new TypeConversionException(
                "'" + name + "' is none of " + String.join(", ", EnumWord.all(Shell.class))));
  }
}
