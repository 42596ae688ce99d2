package dev.converge.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The pages of the repository that people read, and what they write as code.
final class Pages {
  static final Path ROOT = Path.of("..");

  private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```[^\n]*\n(.*?)^```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

  /// A page.
  ///
  /// @param path from the root
  /// @param prose all but the blocks of code
  /// @param blocks what is between fences, with continued lines joined
  record Page(Path path, String prose, String blocks) {
    private static Page of(Path file) {
      try {
        String text = Files.readString(file);
        String blocks = String.join("\n", all(BLOCK, text)).replace("\\\n", " ");
        return new Page(ROOT.relativize(file), BLOCK.matcher(text).replaceAll(""), blocks);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// What is written between backticks.
    List<String> spans() {
      return all(SPAN, prose);
    }

    /// Targets of links, without their fragments.
    List<String> links() {
      return all(LINK, prose);
    }

    /// Spans and lines of blocks.
    List<String> lines() {
      List<String> lines = new ArrayList<>(spans());
      blocks.lines().map(line -> line.replaceFirst("^\\s*\\$ ", "").strip()).forEach(lines::add);
      return lines;
    }
  }

  private Pages() {}

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /// Pages at the root, under `docs` and at the root of each module. What changed in earlier
  /// releases names what was there then.
  static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> near = Files.walk(ROOT, 2)) {
      Stream.concat(docs, near)
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.endsWith("CHANGELOG.md"))
          .distinct()
          .sorted()
          .map(Page::of)
          .forEach(pages::add);
    }
    return pages;
  }
}
