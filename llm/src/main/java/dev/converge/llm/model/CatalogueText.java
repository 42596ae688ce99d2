package dev.converge.llm.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Catalogues as text: entries as their files have them, and what differs between two catalogues.
public final class CatalogueText {
  private CatalogueText() {}

  /// A model as a line of a file.
  public static String line(ModelEntry model) {
    List<String> members = new ArrayList<>();
    members.add("provider: " + model.provider());
    members.add("model: \"" + model.model() + "\"");
    Prices prices = model.prices();
    members.add("input_usd: " + prices.input().toPlainString());
    members.add("output_usd: " + prices.output().toPlainString());
    priced(members, "call_usd", prices.call(), BigDecimal.ZERO);
    priced(members, "cached_usd", prices.cached(), prices.input());
    priced(members, "written_usd", prices.written(), prices.input());
    priced(members, "search_usd", prices.search(), BigDecimal.ZERO);
    members.add("latency_ms: " + model.latencyMs());
    members.add("context: " + model.context());
    members.add("max_output: " + model.maxOutput());
    members.add("reasoning: " + model.reasoning());
    members.add("web_search: " + model.webSearch());
    members.add("structured_output: " + model.structuredOutput());
    members.add("quality: " + model.quality());
    if (model.effort() != null) {
      members.add("effort: " + model.effort());
    }
    return "  - { " + String.join(", ", members) + " }";
  }

  /// A provider as the value of its name in a file.
  public static String provider(ProviderEntry provider) {
    List<String> members = new ArrayList<>();
    members.add("api: " + provider.api().word());
    if (provider.baseUrl() != null) {
      members.add("base_url: \"" + provider.baseUrl() + "\"");
    }
    if (provider.baseUrlFrom() != null) {
      members.add("base_url_from: " + provider.baseUrlFrom());
    }
    if (provider.key() != null) {
      members.add("key: " + provider.key());
    }
    members.add("local: " + provider.local());
    members.add("max_concurrent: " + provider.maxConcurrent());
    return "{ " + String.join(", ", members) + " }";
  }

  private static void priced(
      List<String> members, String name, BigDecimal price, BigDecimal otherwise) {
    if (price.compareTo(otherwise) != 0) {
      members.add(name + ": " + price.toPlainString());
    }
  }

  /// What a catalogue has otherwise than another, a line for each model.
  public static List<String> differences(ModelCatalogue before, ModelCatalogue after) {
    List<String> lines = new ArrayList<>();
    for (ModelEntry model : after.models()) {
      ModelEntry old = before.model(model.provider(), model.model()).orElse(null);
      if (old == null) {
        lines.add("new      " + model.name());
      } else if (!Objects.equals(line(old), line(model))) {
        lines.add("changed  " + model.name() + ": " + changes(line(old), line(model)));
      }
    }
    return lines;
  }

  private static String changes(String before, String after) {
    List<String> old = List.of(members(before));
    List<String> changes = new ArrayList<>();
    for (String member : members(after)) {
      if (!old.contains(member)) {
        changes.add(member);
      }
    }
    return changes.isEmpty() ? "members left out" : String.join(", ", changes);
  }

  private static String[] members(String line) {
    return line.substring("  - { ".length(), line.length() - " }".length()).split(", ", -1);
  }
}
