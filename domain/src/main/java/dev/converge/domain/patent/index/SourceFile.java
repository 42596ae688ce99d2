package dev.converge.domain.patent.index;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A file of patents, as it is, compressed, or within an archive.
///
/// @param name as messages and the index say it
/// @param path of the file or archive
/// @param entry of the archive, or empty
/// @param size in bytes, as it is stored
record SourceFile(String name, Path path, String entry, long size) {
  /// Maximum number of files in a folder, those in archives included.
  static final int MAX_FILES = 100_000;

  private static final int MAX_DEPTH = 6;

  /// The files of a folder and of the folders in it, or one file, in the order of their names.
  static List<SourceFile> in(Path source, IndexFormat format) {
    List<SourceFile> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(source, MAX_DEPTH)) {
      for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
        String name =
            path.equals(source)
                ? String.valueOf(path.getFileName())
                : source.relativize(path).toString();
        add(name, path, format, files);
      }
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, "patents: " + source + " cannot be read (expected: a folder)", e);
    }
    if (files.isEmpty()) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "patents: %s has no files to read (expected: names that end in %s, or .zip)"
              .formatted(source, String.join(", ", format.endings())));
    }
    if (files.size() > MAX_FILES) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "patents: %s has %d files to read (expected: at most %d, with several records in each)"
              .formatted(source, files.size(), MAX_FILES));
    }
    return files;
  }

  private static void add(String name, Path path, IndexFormat format, List<SourceFile> files)
      throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".zip")) {
      try (ZipFile archive = new ZipFile(path.toFile())) {
        archive.stream()
            .filter(entry -> fits(entry.getName(), format))
            .sorted(Comparator.comparing(ZipEntry::getName))
            .forEach(entry ->
                files.add(
                    new SourceFile(
                        name + "!" + entry.getName(), path, entry.getName(), entry.getSize())));
      }
    } else if (fits(lower, format)) {
      files.add(new SourceFile(name, path, "", Files.size(path)));
    }
  }

  private static boolean fits(String name, IndexFormat format) {
    String lower = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return format.endings().stream().anyMatch(lower::endsWith);
  }

  /// Opens it as text; what is no UTF-8 is read as well as it can be.
  Reader open() throws IOException {
    if (!entry.isEmpty()) {
      ZipFile archive = new ZipFile(path.toFile());
      InputStream in = archive.getInputStream(archive.getEntry(entry));
      return new InputStreamReader(in, StandardCharsets.UTF_8) {
        @Override
        public void close() throws IOException {
          super.close();
          archive.close();
        }
      };
    }
    InputStream in = Files.newInputStream(path);
    boolean compressed = name.toLowerCase(Locale.ROOT).endsWith(".gz");
    return new InputStreamReader(compressed ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8);
  }
}
