package dev.converge.domain.template.wiring;

import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.source.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/// Reads one YAML 1.2 document by the core schema, without the dangerous parts of YAML: no tags,
/// anchors, aliases, merge keys, directives or duplicate keys. Built from the parser's events, so
/// that nothing is ever expanded and the depth is known before anything is built.
public final class YamlReader {
  /// Maximum nesting depth of collections.
  static final int MAX_DEPTH = 16;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(SourceText.MAX_BYTES).build();

  private final ScalarResolver resolver = new CoreScalarResolver(false);
  private final Problems problems;
  private final Iterator<Event> events;
  private final String[] lines;

  private YamlReader(String text, Problems problems) {
    this.problems = problems;
    this.lines = text.split("\n", -1);
    this.events = new Parse(SETTINGS).parseString(text).iterator();
  }

  /// The document; empty after a problem that leaves none.
  public static Optional<Yaml> read(String text, Problems problems) {
    try {
      return Optional.ofNullable(new YamlReader(text, problems).document());
    } catch (Refused refused) {
      problems.add(refused.place, refused.text);
    } catch (MarkedYamlEngineException e) {
      YamlMistake.explain(text, e, problems);
    } catch (ReaderException e) {
      problems.add(
          Place.of(text, e.getPosition()),
          "YAML: character U+%04X is not allowed".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      problems.add(Place.START, "YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private @Nullable Yaml document() {
    Yaml root = null;
    int documents = 0;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent start) {
        if (++documents > 1) {
          throw new Refused(at(event), "a second document (expected: one)");
        }
        if (start.getSpecVersion().isPresent() || !start.getTags().isEmpty()) {
          throw new Refused(at(event), "a directive (expected: none)");
        }
      } else if (event instanceof NodeEvent node) {
        root = node(node, 1);
      }
    }
    if (root == null) {
      throw new Refused(Place.START, "an empty file (expected: a mapping with \"name\")");
    }
    return root;
  }

  private Yaml node(NodeEvent event, int depth) {
    Place place = at(event);
    if (event instanceof AliasEvent) {
      throw new Refused(place, "an alias (expected: none; write the value out" + orQuotes(place));
    }
    if (event.getAnchor().isPresent()) {
      String or = event instanceof ScalarEvent ? orQuotes(place) : ")";
      throw new Refused(place, "an anchor (expected: none; write the value out" + or);
    }
    if (event instanceof CollectionStartEvent start && start.getTag().isPresent()) {
      throw new Refused(place, "a tag: " + start.getTag().get() + " (expected: none)");
    }
    if (depth > MAX_DEPTH) {
      throw new Refused(place, "nested deeper than " + MAX_DEPTH + " (expected: less)");
    }
    return switch (event) {
      case ScalarEvent scalar -> scalar(scalar, place);
      case SequenceStartEvent _ -> items(place, depth);
      case MappingStartEvent _ -> fields(place, depth);
      default -> throw new Refused(place, "something unknown (expected: a value)");
    };
  }

  /// The line with its text in quotes, for authors who did not mean YAML's special characters.
  private String orQuotes(Place place) {
    YamlLine line = YamlLine.of(place.line(), lines[place.line() - 1]);
    return line.key().isEmpty() || line.valuePlace().column() != place.column()
        ? ")"
        : ", or quote a text: " + line.with(YamlLine.quoted(line.value())).strip() + ")";
  }

  private Yaml.Scalar scalar(ScalarEvent event, Place place) {
    if (event.getTag().isPresent()) {
      throw new Refused(
          place, "a tag: " + event.getTag().get() + " (expected: none" + orQuotes(place));
    }
    if (!event.isPlain()) {
      return new Yaml.Scalar(place, event.getValue(), Yaml.Type.STRING);
    }
    Tag tag = resolver.resolve(event.getValue(), true);
    Yaml.Type type =
        tag.equals(Tag.INT)
            ? Yaml.Type.INTEGER
            : tag.equals(Tag.FLOAT)
                ? Yaml.Type.NUMBER
                : tag.equals(Tag.BOOL)
                    ? Yaml.Type.BOOLEAN
                    : tag.equals(Tag.NULL) ? Yaml.Type.NULL : Yaml.Type.STRING;
    return new Yaml.Scalar(place, event.getValue(), type);
  }

  private Yaml items(Place place, int depth) {
    List<Yaml> items = new ArrayList<>();
    while (events.next() instanceof NodeEvent item) {
      items.add(node(item, depth + 1));
    }
    return new Yaml.Items(place, items);
  }

  private Yaml fields(Place place, int depth) {
    List<Yaml.Entry> entries = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    Map<Yaml.Scalar, Place> twice = new LinkedHashMap<>();
    while (events.next() instanceof NodeEvent name) {
      Yaml key = node(name, depth + 1);
      Yaml value = node((NodeEvent) events.next(), depth + 1);
      if (!(key instanceof Yaml.Scalar scalar)) {
        problems.add(key.place(), "key: " + key.what() + " (expected: a string)");
        continue;
      }
      if (scalar.text().equals("<<")) {
        problems.add(key.place(), "a merge key (expected: none; write the values out)");
        continue;
      }
      Place before = seen.putIfAbsent(scalar.text(), key.place());
      if (before == null) {
        entries.add(new Yaml.Entry(scalar, value));
      } else {
        twice.put(scalar, before);
      }
    }
    if (!twice.isEmpty()) {
      again(twice);
    }
    return new Yaml.Fields(place, entries);
  }

  /// One problem for all keys of a mapping: if several are repeated, the line between two mappings
  /// is missing.
  private void again(Map<Yaml.Scalar, Place> twice) {
    Map.Entry<Yaml.Scalar, Place> first = twice.entrySet().iterator().next();
    List<String> others =
        twice.keySet().stream().skip(1).map(key -> "\"" + key.text() + "\"").toList();
    problems.add(
        first.getKey().place(),
        "key: \"%s\" occurs twice, first on line %d%s (expected: once)"
            .formatted(
                first.getKey().text(),
                first.getValue().line(),
                others.isEmpty()
                    ? ""
                    : ", and so are "
                        + String.join(", ", others)
                        + "; perhaps a line that starts with \"- \" is missing before it"));
  }

  private static Place at(Event event) {
    return event.getStartMark().map(YamlReader::at).orElse(Place.START);
  }

  private static Place at(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /// A document that is not read any further.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Place place;
    private final String text;

    Refused(Place place, String text) {
      super(text, null, false, false);
      this.place = place;
      this.text = text;
    }
  }
}
