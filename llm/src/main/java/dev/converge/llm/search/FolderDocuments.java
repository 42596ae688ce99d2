package dev.converge.llm.search;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/// The files of a folder that are searched, and those that are left out and why. A file or folder
/// that cannot be read keeps none of the others from being searched.
///
/// @param files in order of their paths
/// @param leftOut lines such as `big.md: 5 MB (at most 4 MB)`
record FolderDocuments(List<Found> files, List<String> leftOut) {
  /// Maximum number of files that are read.
  static final int MAX_FILES = 10_000;

  /// Maximum size of one file that is read, in bytes.
  static final long MAX_FILE_BYTES = 4 * 1024 * 1024;

  /// Maximum bytes of all files together.
  static final long MAX_BYTES = 64 * 1024 * 1024;

  /// Maximum length of a paragraph, in characters; longer paragraphs are split.
  static final int MAX_PARAGRAPH = 2_000;

  private static final int MAX_DEPTH = 10;
  private static final int MEGABYTE = 1024 * 1024;
  private static final Pattern HTML = Pattern.compile("(?i).*\\.(?:html?|xhtml)");
  private static final Pattern TEXT =
      Pattern.compile("(?i).*\\.(?:txt|text|md|markdown|rst|adoc|csv|tsv)");

  FolderDocuments {
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
  }

  /// A file as it was seen; it is read anew where size or time are others.
  record Found(Path path, long bytes, FileTime changed) {}

  /// What a file says.
  ///
  /// @param title its own, or the file's name
  record Told(String title, List<String> paragraphs) {}

  /// Looks through a folder without reading its files.
  static FolderDocuments in(Path folder) throws IOException {
    List<Found> seen = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.noneOf(FileVisitOption.class),
        MAX_DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              seen.add(new Found(file, attributes.size(), attributes.lastModifiedTime()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) {
            leftOut.add(folder.relativize(file) + ": cannot be read");
            return FileVisitResult.CONTINUE;
          }
        });
    seen.sort(Comparator.comparing(Found::path));
    return bounded(folder, seen, leftOut);
  }

  private static FolderDocuments bounded(Path folder, List<Found> seen, List<String> leftOut) {
    List<Found> files = new ArrayList<>();
    long bytes = 0;
    for (Found file : seen) {
      String why = why(file, files.size(), bytes);
      if (why.isEmpty()) {
        files.add(file);
        bytes += file.bytes();
      } else {
        leftOut.add(folder.relativize(file.path()) + ": " + why);
      }
    }
    return new FolderDocuments(files, leftOut);
  }

  /// Why a file is left out; empty if it is not.
  private static String why(Found file, int files, long bytes) {
    String name = file.path().toString();
    if (!TEXT.matcher(name).matches() && !HTML.matcher(name).matches()) {
      return "no kind of text (txt, md, html, …)";
    }
    if (!Files.isReadable(file.path())) {
      return "cannot be read";
    }
    if (file.bytes() > MAX_FILE_BYTES) {
      return file.bytes() / MEGABYTE + " MB (at most " + MAX_FILE_BYTES / MEGABYTE + " MB)";
    }
    if (files == MAX_FILES) {
      return "beyond " + MAX_FILES + " files";
    }
    return bytes + file.bytes() > MAX_BYTES ? "beyond " + MAX_BYTES / MEGABYTE + " MB in all" : "";
  }

  /// Reads a file; nothing is in one that is not UTF-8 or that went away.
  static Told told(Path file) {
    String name = String.valueOf(file.getFileName());
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException _) {
      return new Told(name, List.of());
    }
    if (HTML.matcher(name).matches()) {
      PlainText.Page page = PlainText.of(text);
      return new Told(page.title().isEmpty() ? name : page.title(), paragraphs(page.text()));
    }
    return new Told(name, paragraphs(text));
  }

  private static List<String> paragraphs(String text) {
    List<String> paragraphs = new ArrayList<>();
    for (String paragraph : text.split("\\R\\s*\\R", -1)) {
      String rest = paragraph.strip();
      while (!rest.isEmpty()) {
        String part = rest.substring(0, end(rest));
        paragraphs.add(part);
        rest = rest.substring(part.length()).strip();
      }
    }
    return paragraphs;
  }

  /// Where a paragraph is cut: after a word where there is one.
  private static int end(String text) {
    if (text.length() <= MAX_PARAGRAPH) {
      return text.length();
    }
    int blank = text.lastIndexOf(' ', MAX_PARAGRAPH);
    return blank > MAX_PARAGRAPH / 2 ? blank : MAX_PARAGRAPH;
  }
}
