package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The contract's rules of style that no compiler checks; `buf lint` checks more of them.
class ContractTextTest {
  private static final Path CONTRACT = Path.of("..", "api", "converge", "v1", "converge.proto");
  private static final Pattern DEFINES =
      Pattern.compile("(message|enum|service|oneof|rpc) \\w+.*|.+ = \\d+;");
  private static final Pattern VALUE = Pattern.compile("([A-Z0-9_]+) = \\d+;");
  private static final Pattern FIELD = Pattern.compile(".+ (\\w+) = \\d+;");

  private static List<String> lines() throws IOException {
    return Files.readAllLines(CONTRACT);
  }

  @Test
  void everyMethodMessageFieldAndValueIsExplained() throws IOException {
    List<String> bare = new ArrayList<>();
    String before = "";
    int explained = 0;
    for (String line : lines()) {
      String text = line.strip();
      boolean defines = DEFINES.matcher(text).matches() && !text.startsWith("//");
      if (defines && !before.startsWith("//")) {
        bare.add(text);
      } else if (defines) {
        explained++;
      }
      before = text;
    }
    assertEquals(List.of(), bare);
    assertTrue(explained > 300, "explained: " + explained);
  }

  @Test
  void fieldsAreInLowerSnakeCaseAndValuesBearTheNameOfTheirType() throws IOException {
    String prefix = "";
    List<String> wrong = new ArrayList<>();
    for (String line : lines()) {
      String text = line.strip();
      if (text.startsWith("enum ")) {
        prefix =
            text.split(" ", -1)[1]
                .replaceAll("(?<=.)([A-Z])", "_$1")
                .toUpperCase(java.util.Locale.ROOT);
      }
      Matcher value = VALUE.matcher(text);
      Matcher field = FIELD.matcher(text);
      if (value.matches()) {
        if (!value.group(1).startsWith(prefix + "_")) {
          wrong.add(text);
        }
      } else if (field.matches() && !field.group(1).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*")) {
        wrong.add(text);
      }
      if (line.length() > 110) {
        wrong.add("too long: " + line);
      }
    }
    assertEquals(List.of(), wrong);
  }
}
