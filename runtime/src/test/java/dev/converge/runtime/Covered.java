package dev.converge.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/// What the tests of a build went through. They are shared between processes, and each leaves a
/// file when it ends. Thread-safe.
final class Covered {
  /// A folder for each build, so that nothing of the one before counts.
  private static final Path FOLDER =
      Path.of("target", "covered", System.getProperty("converge.tests.build", "none"));

  private static final Set<String> HERE = new ConcurrentSkipListSet<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Covered::write));
  }

  private Covered() {}

  static void note(String what) {
    HERE.add(what);
  }

  /// What was noted in this process and in those that have ended.
  static Set<String> all() throws IOException {
    Set<String> all = new TreeSet<>(HERE);
    if (Files.exists(FOLDER)) {
      try (Stream<Path> files = Files.list(FOLDER)) {
        for (Path file : files.toList()) {
          all.addAll(Files.readAllLines(file));
        }
      }
    }
    return all;
  }

  private static void write() {
    try {
      Files.createDirectories(FOLDER);
      Files.write(FOLDER.resolve(Long.toString(ProcessHandle.current().pid())), HERE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
