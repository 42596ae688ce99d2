package dev.converge.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The client by the contract: its types are written by hand.
final class ContractTest {
  private static final Pattern MEMBER =
      Pattern.compile("\\.(?:text|texts|integer|decimal|bool|object|objects|has)\\(\"(\\w+)\"");

  private static String contract() throws IOException {
    return Files.readString(Path.of("..", "api", "openapi.yaml"));
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files =
        Files.list(Path.of("src", "main", "java", "dev", "converge", "client"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Test
  void everyMemberThatTheClientReadsIsInTheContract() throws IOException {
    String contract = contract();
    Set<String> unknown = new TreeSet<>();
    Matcher members = MEMBER.matcher(sources());
    int looked = 0;
    while (members.find()) {
      looked++;
      if (!Pattern.compile("(?m)^ +" + members.group(1) + ":").matcher(contract).find()) {
        unknown.add(members.group(1));
      }
    }
    assertTrue(looked > 15, "members: " + looked);
    assertEquals(Set.of(), unknown);
  }

  @Test
  void everyPathThatTheClientKnowsIsInTheContract() throws IOException {
    String contract = contract();
    String sources = sources();
    Set<String> parts = new TreeSet<>();
    Matcher paths = Pattern.compile("\"(/[a-z/0-9]+)\"").matcher(sources);
    while (paths.find()) {
      parts.add(paths.group(1));
    }
    assertTrue(parts.size() > 8, parts::toString);
    parts.removeIf(
        part -> Pattern.compile("(?m)^  \\S*" + part + "[/:{]").matcher(contract).find());
    assertEquals(Set.of(), parts);
  }
}
