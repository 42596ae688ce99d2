package dev.converge.cli.command.help;

import dev.converge.cli.terminal.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints a script that completes commands and options in a shell.
@Command(
    name = "completion",
    description = "Prints a completion script for bash, zsh or fish.",
    footer = {
      "Write the output to the file that your shell reads:",
      "  bash  ~/.local/share/bash-completion/completions/converge",
      "  zsh   any file; add `source FILE` to ~/.zshrc, after compinit",
      "  fish  ~/.config/fish/completions/converge.fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  /// A shell whose completion is supported.
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      description = "The shell: bash, zsh or fish.",
      converter = ShellConverter.class)
  private Shell shell;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    CommandLine root = spec.root().commandLine();
    out.print(
        switch (shell) {
          // Bash's script enables zsh's emulation by itself if it runs in zsh.
          case BASH, ZSH -> AutoComplete.bash(root.getCommandName(), root);
          case FISH -> FishCompletion.of(root);
        });
    out.flush();
    return ExitCode.CONVERGED;
  }
}
