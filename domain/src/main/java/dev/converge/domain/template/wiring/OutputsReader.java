package dev.converge.domain.template.wiring;

import dev.converge.domain.template.source.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads `outputs` of a wiring: the keys whose facts are the answer.
final class OutputsReader {
  /// The key of the list.
  static final String KEY = "outputs";

  static final int MAX_OUTPUTS = 20;
  private static final String EXPECTED = "the keys that hold the answer, such as [Rankings]";

  private OutputsReader() {}

  /// The outputs in a wiring; empty if it has none.
  static List<Wiring.Output> read(YamlFields wiring, Problems problems) {
    List<Yaml> items = wiring.items(KEY, "- Rankings");
    if (items.size() > MAX_OUTPUTS) {
      wiring.wrong(KEY, items.size() + " keys (expected: at most " + MAX_OUTPUTS + ")");
      return List.of();
    }
    List<Wiring.Output> outputs = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      String path = KEY + "[" + i + "]: ";
      Yaml item = items.get(i);
      if (!(item instanceof Yaml.Scalar key) || key.type() != Yaml.Type.STRING) {
        problems.add(item.place(), path + item.what() + " (expected: " + EXPECTED + ")");
      } else if (!seen.add(key.text())) {
        problems.add(item.place(), path + "\"" + key.text() + "\" occurs twice (expected: once)");
      } else {
        outputs.add(new Wiring.Output(item.place(), key.text()));
      }
    }
    return outputs;
  }
}
