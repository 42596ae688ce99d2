package dev.converge.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Lets servers in processes of their own start in half the time: the first one leaves an archive
/// of the classes that it loaded, and the others map it. The JVM takes archives for class paths of
/// jars alone, so that each folder of this class path is packed first.
final class SharedClasses {
  private static final Path FOLDER = Path.of("target", "shared-classes").toAbsolutePath();

  private SharedClasses() {}

  /// Runs a server in a folder once, and ends it in order.
  @FunctionalInterface
  interface FirstStart {
    void run(Path folder, List<String> options) throws IOException;
  }

  private static final class Packed {
    static final String CLASS_PATH = pack();

    private static String pack() {
      List<String> jars = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        Path path = Path.of(entry);
        jars.add(Files.isDirectory(path) ? packed(path).toString() : entry);
      }
      return String.join(File.pathSeparator, jars);
    }
  }

  private static @Nullable Path archive;

  /// Options of the JVM with the class path of this one.
  ///
  /// @param first makes the archive where there is none of this class path
  static synchronized List<String> options(FirstStart first) throws IOException {
    Path known = archive;
    if (known == null) {
      known = archive(first);
      archive = known;
    }
    // Without an archive the JVM goes on as ever.
    return options("-XX:SharedArchiveFile=" + known);
  }

  /// Made by one of the processes that share the tests, while the others wait.
  private static Path archive(FirstStart first) throws IOException {
    Files.createDirectories(FOLDER);
    try (FileChannel one =
            FileChannel.open(
                FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = one.lock()) {
      Path known = FOLDER.resolve(mark(Packed.CLASS_PATH) + ".jsa");
      if (!Files.exists(known)) {
        Path folder = Files.createTempDirectory(FOLDER, "training");
        Path made = folder.resolve("made.jsa");
        first.run(folder, options("-XX:ArchiveClassesAtExit=" + made));
        if (Files.exists(made)) {
          Files.move(made, known, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return known;
    }
  }

  private static List<String> options(String archive) {
    // It says nothing of an archive that it does not take.
    return List.of("-Xlog:disable", archive, "-cp", Packed.CLASS_PATH);
  }

  /// A jar of a folder, made once for the same files.
  private static Path packed(Path folder) {
    try (Stream<Path> walked = Files.walk(folder)) {
      List<Path> files = walked.filter(Files::isRegularFile).sorted().toList();
      String all =
          files.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      Path jar = FOLDER.resolve(mark(all) + ".jar");
      if (!Files.exists(jar)) {
        Path made = Files.createTempFile(FOLDER, "made", ".jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(made))) {
          zip.setLevel(0);
          for (Path file : files) {
            zip.putNextEntry(
                new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
            Files.copy(file, zip);
          }
        }
        Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Another one for other files.
  private static String mark(String path) throws IOException {
    CRC32 sum = new CRC32();
    for (String entry : path.split(File.pathSeparator, -1)) {
      Path file = Path.of(entry);
      if (Files.exists(file)) {
        BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
        sum.update((entry + is.size() + is.lastModifiedTime()).getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().toHexDigits(sum.getValue());
  }
}
