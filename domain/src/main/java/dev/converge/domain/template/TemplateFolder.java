package dev.converge.domain.template;

import dev.converge.core.json.Digest;
import dev.converge.core.text.Nearest;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.source.SourceText;
import dev.converge.domain.template.source.SpecTables;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.domain.template.wiring.WiringReader;
import dev.converge.domain.template.wiring.Yaml;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder with the two files of a template.
record TemplateFolder(Path path, List<Path> wirings) {
  /// Maximum number of folders in one directory.
  static final int MAX_FOLDERS = 1_000;

  /// A wiring in the jar.
  private static final Pattern SHIPPED = Pattern.compile("templates/([^/]+)/\\1\\.yaml");

  TemplateFolder {
    wirings = List.copyOf(wirings);
  }

  /// The names of the templates in the jar, sorted.
  static List<String> shipped() {
    try {
      // Next to this class, because other jars can have such a folder as well.
      URL own = Objects.requireNonNull(TemplateFolder.class.getResource("TemplateFolder.class"));
      if (own.openConnection() instanceof JarURLConnection connection) {
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
          return jar.stream()
              .map(entry -> SHIPPED.matcher(entry.getName()))
              .filter(Matcher::matches)
              .map(found -> found.group(1))
              .sorted()
              .toList();
        }
      }
      Path folder = Path.of(own.toURI()).resolveSibling("../../../../templates").normalize();
      return in(folder).stream().map(TemplateFolder::name).sorted().toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("the templates in the jar cannot be listed", e);
    }
  }

  /// The files of a template in the jar.
  static TemplateSource shipped(String name) {
    String base = "/templates/" + name + "/" + name;
    return new TemplateSource(
        name + ".feature", resource(base + ".feature"), name + ".yaml", resource(base + ".yaml"));
  }

  private static byte[] resource(String path) {
    try (InputStream in = TemplateFolder.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("resource: " + path + " is missing (expected: in the jar)");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The template folders in a directory, by name; the directory itself if it is a template folder.
  static List<TemplateFolder> in(Path directory) {
    try {
      List<Path> own = wirings(directory);
      if (!own.isEmpty()) {
        return List.of(new TemplateFolder(directory, own));
      }
      List<TemplateFolder> folders = new ArrayList<>();
      for (Path path : list(directory)) {
        if (Files.isDirectory(path)) {
          List<Path> wirings = wirings(path);
          if (!wirings.isEmpty()) {
            folders.add(new TemplateFolder(path, wirings));
          }
        }
      }
      if (folders.size() > MAX_FOLDERS) {
        throw new ConvergeException(
            ErrorCode.INVALID,
            "templates: %d folders in %s (expected: at most %d)"
                .formatted(folders.size(), directory, MAX_FOLDERS));
      }
      return folders;
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "templates: " + directory + " cannot be read (expected: a directory)",
          e);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.sorted().toList();
    }
  }

  private static List<Path> wirings(Path directory) throws IOException {
    return list(directory).stream()
        .filter(path -> name(path).endsWith(".yaml") || name(path).endsWith(".yml"))
        .filter(Files::isRegularFile)
        .toList();
  }

  private static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }

  /// A digest of all files of the template.
  String digest() {
    try {
      StringBuilder all = new StringBuilder();
      for (Path file : list(path)) {
        boolean part = name(file).matches(".*\\.(ya?ml|feature|truths?|csv)");
        if (part && Files.isRegularFile(file) && Files.size(file) <= SourceText.MAX_BYTES) {
          all.append(name(file)).append('/').append(Digest.sha256(Files.readAllBytes(file)));
        } else if (part) {
          all.append(name(file)).append('/').append(Files.size(file));
        }
      }
      return Digest.of(all.toString());
    } catch (IOException e) {
      // A file that disappears while it is read counts as a change like any other.
      return "";
    }
  }

  /// The name of the folder, which its template must have.
  String name() {
    return name(path.toAbsolutePath().normalize());
  }

  /// A problem with the wiring as a whole, or with one of its values.
  ///
  /// @param key of the value
  TemplateProblem problem(String key, String message) {
    Path wiring = wirings.getFirst();
    Place place = Place.START;
    try {
      if (Files.size(wiring) <= SourceText.MAX_BYTES) {
        String text = SourceText.read(Files.readAllBytes(wiring), new Problems(""));
        place = WiringReader.scalar(text, key).map(Yaml.Scalar::place).orElse(place);
      }
    } catch (IOException _) {
      // Only the message matters; without the file there is no place in it.
    }
    return new TemplateProblem(name(wiring), place.line(), place.column(), message);
  }

  /// Compiles the template; problems name the files with their folder.
  Template compile(TemplateCompiler compiler) {
    if (wirings.size() > 1) {
      throw problem(wirings.get(1), "a second wiring in this folder (expected: one)");
    }
    Path wiring = wirings.getFirst();
    byte[] wiringBytes = bytes(wiring);
    Path spec = spec(wiring, SourceText.read(wiringBytes, new Problems(name(wiring))));
    Template template =
        compiler.compile(
            new TemplateSource(name(spec), withTables(bytes(spec)), name(wiring), wiringBytes));
    if (!template.name().equals(name())) {
      throw new TemplateException(
          List.of(
              problem(
                  "name",
                  "name: \"%s\" (expected: that of the folder, \"%s\")"
                      .formatted(template.name(), name()))));
    }
    return template;
  }

  /// The spec that a wiring names. If it cannot be read, the only spec in the folder, so that the
  /// problems of both files are reported together.
  private Path spec(Path wiring, String text) {
    String file = name(wiring);
    String own = file.substring(0, file.lastIndexOf('.')) + ".feature";
    Optional<Yaml.Scalar> said = WiringReader.scalar(text, "spec");
    Path named = path.resolve(WiringReader.specName(text).orElse(own));
    if (Files.isRegularFile(named)) {
      return named;
    }
    List<String> specs = specs();
    if (said.isEmpty() && specs.size() == 1) {
      return path.resolve(specs.getFirst());
    }
    String right =
        specs.isEmpty()
            ? "the spec's file in this folder, which has no .feature file"
            : "spec: " + Nearest.to(name(named), specs).orElse(specs.getFirst()) + more(specs);
    throw problem(
        wiring,
        said.map(Yaml.Scalar::place).orElse(Place.START),
        "spec: %s is not in this folder (expected: %s)".formatted(name(named), right));
  }

  /// The spec with the tables that it names and that are next to it. The compiler reports a missing
  /// table.
  private byte[] withTables(byte[] spec) {
    Problems unread = new Problems("");
    String text = SourceText.read(spec, unread);
    List<String> missing = SpecTables.missing(text);
    if (!unread.isEmpty() || missing.isEmpty()) {
      return spec;
    }
    for (String file : missing) {
      Path table = path.resolve(file);
      if (Files.isRegularFile(table)) {
        text = SpecTables.with(text, file, table(table));
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String table(Path file) {
    byte[] bytes = bytes(file);
    if (bytes.length > SpecTables.MAX_BYTES) {
      throw problem(
          file,
          "file: %d bytes (expected: at most %d)".formatted(bytes.length, SpecTables.MAX_BYTES));
    }
    Problems problems = new Problems(name(file));
    String text = SourceText.read(bytes, problems);
    if (!problems.isEmpty()) {
      throw new TemplateException(problems.list());
    }
    return text;
  }

  private static String more(List<String> specs) {
    return specs.size() == 1 ? ", the file that is here" : ", one of " + specs;
  }

  private List<String> specs() {
    try {
      return list(path).stream()
          .map(TemplateFolder::name)
          .filter(name -> name.matches(".*\\.(feature|truths?)"))
          .toList();
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, "templates: " + path + " cannot be read (expected: a directory)", e);
    }
  }

  private static byte[] bytes(Path path) {
    try {
      if (Files.size(path) > SourceText.MAX_BYTES) {
        throw problem(
            path,
            "file: %d bytes (expected: at most %d)"
                .formatted(Files.size(path), SourceText.MAX_BYTES));
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, "templates: " + path + " cannot be read (expected: a file)", e);
    }
  }

  private static TemplateException problem(Path file, String message) {
    return problem(file, Place.START, message);
  }

  private static TemplateException problem(Path file, Place place, String message) {
    return new TemplateException(
        List.of(new TemplateProblem(name(file), place.line(), place.column(), message)));
  }
}
