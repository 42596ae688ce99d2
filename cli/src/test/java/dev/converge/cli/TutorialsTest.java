package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.config.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The tutorials do what they say, word for word: each file is written as the page has it, each
/// command is run, and what it prints is what the page shows. `…` on the page stands for ids, times
/// and hashes.
final class TutorialsTest {
  private static final Path PAGES = Pages.ROOT.resolve("docs/tutorials");
  private static final Pattern FILE = Pattern.compile("`(tutorial/[^`]+)`:");
  private static final Pattern EDIT =
      Pattern.compile("In `(tutorial/[^`]+)`, write `([^`]+)` instead of `([^`]+)`\\.");
  private static final Pattern JOB = Pattern.compile("\"job_id\":\"(job_[^\"]+)\"");

  /// How often a list is shown at most until the job stands as the page says.
  private static final int MOST_TRIES = 200;

  @TempDir private Path folder = Path.of("");
  private @Nullable Served serving;
  private String job = "";

  static List<Path> pages() throws IOException {
    try (Stream<Path> pages = Files.list(PAGES)) {
      List<Path> all = pages.sorted().toList();
      assertEquals(3, all.size(), all::toString);
      return all;
    }
  }

  @AfterEach
  void stop() {
    if (serving != null) {
      serving.close();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyFileAndCommandOfThePageIsAsItSays(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    int commands = 0;
    String file = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher named = FILE.matcher(lines.get(i));
      Matcher edit = EDIT.matcher(lines.get(i));
      if (named.matches()) {
        file = named.group(1);
      } else if (edit.matches()) {
        edit(edit.group(1), edit.group(2), edit.group(3));
      } else if (lines.get(i).startsWith("```")) {
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
        List<String> block = lines.subList(i + 1, end);
        if (lines.get(i).equals("```console")) {
          run(block.getFirst().substring(2), block.subList(1, block.size()));
          commands++;
        } else {
          write(file, String.join("\n", block) + "\n");
        }
        i = end;
      }
    }
    assertTrue(commands >= 3, () -> page + " has few commands");
  }

  private Path path(String file) {
    return folder.resolve(file);
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(path(file).getParent());
    Files.writeString(path(file), text);
  }

  private void edit(String file, String right, String wrong) throws IOException {
    String text = Files.readString(path(file));
    assertTrue(text.contains(wrong), file + " has no " + wrong);
    Files.writeString(path(file), text.replace(wrong, right));
  }

  private void run(String command, List<String> expected) {
    assertTrue(command.startsWith("./converge "), command);
    List<String> words =
        new ArrayList<>(
            Arrays.asList(
                command
                    .substring("./converge ".length())
                    .replace("tutorial", path("tutorial").toString())
                    .replace("JOB", job)
                    .split(" ", -1)));
    if (words.getFirst().equals("serve")) {
      serve(words);
      return;
    }
    Served here = serving;
    if (here != null) {
      words.replaceAll(word -> word.equals("localhost:8090") ? here.url() : word);
    }
    String said = "";
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      said = said(words);
      // A list shows a job as it stands at that moment.
      if (!words.getFirst().equals("list") || matches(expected, said)) {
        break;
      }
    }
    assertTrue(
        matches(expected, said),
        command + "\n" + said + "\nthe page: " + String.join("\n", expected));
    Matcher id = JOB.matcher(said);
    if (words.getFirst().equals("submit") && id.find()) {
      job = id.group(1);
    }
  }

  private static String said(List<String> words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words.toArray(String[]::new));
    return out + err.toString();
  }

  private void serve(List<String> words) {
    Map<String, List<String>> options =
        Map.of(
            "--port", List.of("0"),
            "--grace-period", List.of("2s"),
            "--data", List.of(words.get(words.indexOf("--data") + 1)),
            "--templates", List.of(words.get(words.indexOf("--templates") + 1)));
    serving = Served.start(Config.load(options, Map.of(), folder), Map.of());
  }

  private static boolean matches(List<String> expected, String said) {
    List<String> lines = said.strip().lines().map(String::stripTrailing).toList();
    if (lines.size() != expected.size()) {
      return false;
    }
    for (int i = 0; i < lines.size(); i++) {
      StringBuilder pattern = new StringBuilder();
      for (String part : expected.get(i).split("…", -1)) {
        pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
      }
      if (!lines.get(i).matches(pattern.toString())) {
        return false;
      }
    }
    return true;
  }
}
