package dev.converge.runtime.console;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.MediaType;
import dev.converge.runtime.http.HtmlPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// The files of the console, as `console/build.sh` wrote them. Read once; a few hundred kilobytes.
final class ConsoleFiles {
  private static final String SHELL = "index.html";
  private static final String UP = "{up}";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+\\.(js|css)");

  /// A file that never changes, because its name contains the hash of its content.
  record Asset(MediaType type, HttpData bytes, HttpData compressed) {}

  private final String shell;
  private final Map<String, Asset> assets;

  private ConsoleFiles(String shell, Map<String, Asset> assets) {
    this.shell = shell;
    this.assets = assets;
  }

  static ConsoleFiles load() {
    Map<String, Asset> assets = new TreeMap<>();
    HtmlPage.resource(ConsoleFiles.class, "assets.txt")
        .lines()
        .forEach(name -> assets.put(name, read(name)));
    return new ConsoleFiles(HtmlPage.resource(ConsoleFiles.class, SHELL), assets);
  }

  private static Asset read(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalStateException("file of the console: " + name + " (expected: .js or .css)");
    }
    try (InputStream in = ConsoleFiles.class.getResourceAsStream("assets/" + name)) {
      if (in == null) {
        throw new IllegalStateException("file of the console: " + name + " (not found)");
      }
      byte[] bytes = in.readAllBytes();
      MediaType type = name.endsWith(".css") ? MediaType.CSS_UTF_8 : MediaType.JAVASCRIPT_UTF_8;
      return new Asset(type, HttpData.wrap(bytes), HttpData.wrap(compress(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] compress(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /// The names of all files, sorted.
  Set<String> names() {
    return assets.keySet();
  }

  Optional<Asset> asset(String name) {
    return Optional.ofNullable(assets.get(name));
  }

  /// The page for a path. It names its files relative to the path, because the prefix under which a
  /// proxy serves it is not known.
  ///
  /// @param path below `/console`, with a leading slash
  String shell(String path) {
    int depth = (int) path.chars().filter(c -> c == '/').count() - 1;
    return shell.replace(UP, depth <= 0 ? "./" : "../".repeat(depth));
  }
}
