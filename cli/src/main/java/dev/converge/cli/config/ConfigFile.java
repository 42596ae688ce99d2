package dev.converge.cli.config;

import dev.converge.cli.config.SettingValue.Origin;
import dev.converge.core.text.Nearest;
import dev.converge.core.text.Shortened;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads `converge.yaml`: settings by name, dots written as levels.
final class ConfigFile {
  /// Maximum size of a file, in bytes.
  static final int MAX_BYTES = 1 << 20;

  /// The keys and values are taken literally: no aliases, no second document.
  private static final LoadSettings YAML =
      LoadSettings.builder()
          .setCodePointLimit(MAX_BYTES)
          .setMaxAliasesForCollections(0)
          .setAllowDuplicateKeys(false)
          .build();

  private final Path file;
  private final Path folder;
  private final List<String> problems;
  private final Map<String, SettingValue> given = new LinkedHashMap<>();

  private ConfigFile(Path file, List<String> problems) {
    this.file = file;
    Path parent = file.getParent();
    this.folder = parent == null ? Path.of("") : parent;
    this.problems = problems;
  }

  /// The content of a file by setting; problems are added to the list.
  static Map<String, SettingValue> read(Path file, List<String> problems) {
    ConfigFile reader = new ConfigFile(file, problems);
    try {
      if (Files.size(file) > MAX_BYTES) {
        problems.add(file + ": too large (expected: at most " + MAX_BYTES + " bytes)");
      } else {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        reader.document(text.startsWith("\uFEFF") ? text.substring(1) : text);
      }
    } catch (NoSuchFileException _) {
      problems.add(file + ": no such file (expected: the configuration)");
    } catch (CharacterCodingException _) {
      problems.add(file + ": not UTF-8 (expected: YAML in UTF-8)");
    } catch (IOException e) {
      problems.add(file + ": cannot be read (" + e.getMessage() + ")");
    }
    return reader.given;
  }

  private void document(String text) {
    try {
      Optional<Node> root = new Compose(YAML).composeString(text);
      if (root.isPresent() && !isNull(root.get())) {
        if (root.get() instanceof MappingNode mapping) {
          level("", mapping);
        } else {
          problem(
              root.get(), "the file: not a mapping (expected: settings such as \"port: 8080\")");
        }
      }
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      String place = mark == null ? "" : ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
      problems.add(file + place + ": YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(file + ": YAML: " + e.getMessage());
    }
  }

  private void level(String prefix, MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        entry(prefix + key.getValue(), key, tuple.getValueNode());
      } else {
        problem(tuple.getKeyNode(), "a key: not a text (expected: the name of a setting)");
      }
    }
  }

  private void entry(String name, ScalarNode key, Node value) {
    Optional<Setting<?>> setting = Settings.named(name);
    if (setting.isPresent()) {
      texts(setting.get(), value)
          .ifPresent(texts -> put(name, key, new SettingValue(texts, origin(value), folder)));
    } else if (levels().contains(name)) {
      if (value instanceof MappingNode mapping) {
        level(name + ".", mapping);
      } else if (!isNull(value)) {
        problem(value, name + ": not a mapping (expected: settings under it)");
      }
    } else {
      problem(key, unknown(name));
    }
  }

  private void put(String name, ScalarNode key, SettingValue value) {
    if (given.putIfAbsent(name, value) != null) {
      problem(key, name + ": set twice (expected: once)");
    }
  }

  private Optional<List<String>> texts(Setting<?> setting, Node value) {
    if (value instanceof ScalarNode scalar) {
      String text = isNull(value) ? "" : scalar.getValue();
      return Optional.of(setting.kind().list() ? setting.split(text) : List.of(text));
    }
    List<String> texts = new ArrayList<>();
    if (setting.kind().list() && value instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        if (!(item instanceof ScalarNode scalar)) {
          problem(item, setting.name() + ": wrong (expected: " + setting.kind().expected() + ")");
          return Optional.empty();
        }
        texts.add(scalar.getValue());
      }
      return Optional.of(texts);
    }
    String what = value instanceof SequenceNode ? "a list" : "a mapping";
    problem(value, setting.name() + ": " + what + " (expected: " + setting.kind().expected() + ")");
    return Optional.empty();
  }

  private static String unknown(String name) {
    List<String> names = new ArrayList<>(levels());
    Settings.all().forEach(setting -> names.add(setting.name()));
    return "unknown key \""
        + shortened(name)
        + "\" (expected: a setting"
        + Nearest.to(name, names).map(near -> "; did you mean \"" + near + "\"?").orElse("")
        + ")";
  }

  private static String shortened(String name) {
    return Shortened.of(name, 64);
  }

  /// The groups of settings: `limits`, `auth`, `auth.jwt`.
  private static TreeSet<String> levels() {
    TreeSet<String> levels = new TreeSet<>();
    for (Setting<?> setting : Settings.all()) {
      String name = setting.name();
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        levels.add(name.substring(0, dot));
      }
    }
    return levels;
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private Origin.InFile origin(Node node) {
    Mark mark = node.getStartMark().orElseThrow();
    return new Origin.InFile(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private void problem(Node node, String what) {
    problems.add(origin(node) + ": " + what);
  }
}
