package dev.converge.report;

import dev.converge.report.document.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes the text of facts with references to the facts that it names.
final class FactSpans {
  private static final Pattern NAMED = Pattern.compile("\\[([A-Za-z0-9][A-Za-z0-9._:-]{0,199})]");

  private final RunStory story;

  FactSpans(RunStory story) {
    this.story = story;
  }

  static String anchor(String id) {
    return "fact-" + id;
  }

  /// A text in which each `[id]` of a fact is a reference.
  List<Span> text(String text) {
    List<Span> spans = new ArrayList<>();
    Matcher named = NAMED.matcher(text);
    int from = 0;
    while (named.find()) {
      if (story.has(named.group(1))) {
        add(spans, text.substring(from, named.start() + 1));
        spans.add(reference(named.group(1)));
        from = named.end() - 1;
      }
    }
    add(spans, text.substring(from));
    return spans;
  }

  private static void add(List<Span> spans, String text) {
    if (!text.isEmpty()) {
      spans.add(new Span.Plain(text));
    }
  }

  Span reference(String id) {
    return story.has(id) ? new Span.Reference(id, anchor(id)) : new Span.Code(id);
  }

  /// References to facts, with commas.
  List<Span> references(List<String> ids) {
    List<Span> spans = new ArrayList<>();
    for (String id : ids) {
      if (!spans.isEmpty()) {
        spans.add(new Span.Plain(", "));
      }
      spans.add(reference(id));
    }
    return spans;
  }

  /// What a fact rests on; empty if it cites nothing.
  List<Span> rests(ReportFact fact) {
    List<Span> spans = new ArrayList<>();
    if (!fact.cites().isEmpty()) {
      spans.add(new Span.Plain("Rests on "));
      spans.addAll(references(fact.cites()));
    }
    for (ReportFact.Citation citation : fact.citations()) {
      spans.add(new Span.Plain(spans.isEmpty() ? "Source: " : "; source: "));
      spans.add(source(citation));
    }
    return spans;
  }

  static Span source(ReportFact.Citation citation) {
    String shown = citation.title().isEmpty() ? citation.source() : citation.title();
    return new Span.Link(shown, citation.source());
  }
}
