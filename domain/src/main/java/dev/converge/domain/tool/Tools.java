package dev.converge.domain.tool;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The tools that the operator declares; no others can be called. Thread-safe.
public final class Tools {
  /// Maximum number of tools in a file.
  public static final int MAX = 200;

  private final SortedMap<String, DeclaredTool> all = new TreeMap<>();

  private Tools(Collection<DeclaredTool> tools) {
    tools.forEach(tool -> all.put(tool.name(), tool));
  }

  /// No tools.
  public static Tools none() {
    return new Tools(List.of());
  }

  /// These tools, each with a name of its own.
  static Tools of(List<DeclaredTool> tools) {
    return new Tools(tools);
  }

  /// The tools that a file declares.
  ///
  /// @throws ConvergeException with `INVALID` and everything that is wrong with the file
  public static Tools read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "tools: " + file + " cannot be read (expected: a YAML file in UTF-8)",
          e);
    }
    return ToolsReader.read(String.valueOf(file.getFileName()), bytes);
  }

  /// The tool with a name.
  public Optional<DeclaredTool> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  /// All names.
  public SortedSet<String> names() {
    return new TreeSet<>(all.keySet());
  }
}
