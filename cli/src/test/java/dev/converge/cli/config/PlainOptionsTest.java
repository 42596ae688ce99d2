package dev.converge.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.cli.command.ServeCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class PlainOptionsTest {
  private static List<String> words(String line) {
    return line.isEmpty() ? List.of() : List.of(line.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--port 0",
        "--port=0 --data=x",
        "--insecure",
        "--insecure --host 0.0.0.0",
        "--insecure=false",
        "--insecure true --port 1",
        "--templates a,b --templates=c",
        "--config c.yaml --limits-body=2MiB",
        "--retention=",
      })
  void whatIsPlainIsReadAsTheCommandLineReadsIt(String line) {
    CommandLine command = new CommandLine(new ServeCommand());
    Map<String, List<String>> expected =
        ConfigOptions.given(command.parseArgs(words(line).toArray(String[]::new)));
    assertEquals(Optional.of(expected), PlainOptions.of(words(line)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "-h", "--prot 1", "--port", "--port --insecure", "x", "--", "@file"})
  void helpAndMistakesAreLeftToTheCommandLine(String line) {
    assertEquals(Optional.empty(), PlainOptions.of(words(line)));
  }

  @Test
  void everySettingHasItsOption() {
    for (Setting<?> setting : Settings.all()) {
      assertEquals(
          setting.kind().isSecret()
              ? Optional.empty()
              : Optional.of(Map.of(setting.flag(), List.of("1"))),
          PlainOptions.of(List.of(setting.flag(), "1")));
    }
    assertEquals(
        9000,
        ConfigSources.read(
                PlainOptions.of(words("--port 9000")).orElseThrow(), Map.of(), Path.of(""))
            .config()
            .server()
            .port());
  }
}
