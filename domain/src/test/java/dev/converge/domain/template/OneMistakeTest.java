package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.template.source.TemplateProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// One mistake in a template is one problem, wherever it is made: what only follows from it is not
/// told as well.
class OneMistakeTest {
  static final List<String> TEMPLATES = Templates.SHIPPED;

  private static final int SAMPLE = 200;

  private static final Pattern STEP = Pattern.compile("(\\s+)(Given|When|Then|And) (.*)");
  private static final Pattern TAG = Pattern.compile("@[a-z]+(:\\w+)?");
  private static final Pattern QUOTED = Pattern.compile("\"([A-Za-z][A-Za-z_:-]+)\"");
  private static final Pattern PAIR = Pattern.compile("([{,]\\s*|- )(\\w+): ?[^,{}\\[\\]]+");

  /// A changed line.
  record Mistake(String kind, int line, String text) {}

  private final Templates templates = Templates.shipped();

  private List<Mistake> inSpec(String spec) {
    List<Mistake> all = new ArrayList<>();
    String[] lines = spec.split("\n", -1);
    List<String> ids = new ArrayList<>();
    boolean text = false;
    for (int i = 0; i < lines.length; i++) {
      text ^= lines[i].strip().equals("\"\"\"");
      if (text) {
        continue;
      }
      if (STEP.matcher(lines[i]).matches()) {
        step(all, i, lines[i]);
      } else if (lines[i].strip().startsWith("@")) {
        tags(all, i, lines[i], ids);
      } else if (lines[i].strip().startsWith("|")) {
        row(all, i, lines[i]);
      } else if (lines[i].strip().matches("(Feature|Rule|Scenario):.*")) {
        all.add(new Mistake("keyword", i, lines[i].replaceFirst("[eu]", "")));
      } else if (lines[i].strip().equals("\"\"\"")) {
        all.add(new Mistake("open text", i, ""));
      }
    }
    return all;
  }

  private static void step(List<Mistake> all, int i, String line) {
    Matcher m = STEP.matcher(line);
    assertTrue(m.matches());
    all.add(new Mistake("reworded", i, m.group(1) + m.group(2) + " perhaps " + m.group(3)));
    all.add(new Mistake("keyword", i, m.group(1) + m.group(2).substring(1) + " " + m.group(3)));
    all.add(new Mistake("missing step", i, ""));
    Matcher quoted = QUOTED.matcher(line);
    while (quoted.find()) {
      String name = quoted.group(1);
      all.add(new Mistake("misspelt", i, replaced(line, quoted.start(1), name, misspelt(name))));
      all.add(new Mistake("quote", i, replaced(line, quoted.end(1), "\"", "")));
    }
  }

  private static void tags(List<Mistake> all, int i, String line, List<String> ids) {
    Matcher tag = TAG.matcher(line);
    while (tag.find()) {
      String name = tag.group();
      all.add(new Mistake("misspelt tag", i, replaced(line, tag.start(), name, misspelt(name))));
      all.add(new Mistake("missing tag", i, replaced(line, tag.start(), name, "")));
      for (String other :
          List.of(
              "@rule",
              "@llm",
              "@search",
              "@agent",
              "@invariant",
              "@approval",
              "@semantic",
              "@acceptance",
              "@structural",
              "@intent")) {
        all.add(new Mistake("wrong tag", i, replaced(line, tag.start(), name, other)));
      }
      if (name.startsWith("@id:")) {
        ids.add(name);
        all.add(new Mistake("duplicate id", i, replaced(line, tag.start(), name, ids.getFirst())));
        all.add(
            new Mistake(
                "duplicate id", i, replaced(line, tag.start(), name, ids.get(ids.size() / 2))));
      }
    }
  }

  private static void row(List<Mistake> all, int i, String line) {
    String[] cells = line.split("\\|", -1);
    for (int c = 1; c + 1 < cells.length; c++) {
      String[] other = cells.clone();
      if (cells[c].strip().length() > 2) {
        other[c] = " " + misspelt(cells[c].strip()) + " ";
        all.add(new Mistake("misspelt cell", i, String.join("|", other)));
      }
    }
    all.add(new Mistake("missing row", i, ""));
    all.add(new Mistake("cell", i, line + " more |"));
  }

  private List<Mistake> inWiring(String wiring) {
    List<Mistake> all = new ArrayList<>();
    String[] lines = wiring.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank()) {
        continue;
      }
      all.add(new Mistake("missing line", i, ""));
      all.add(new Mistake("indentation", i, " " + lines[i]));
      all.add(new Mistake("colon", i, lines[i].replaceFirst(":", "")));
      all.add(new Mistake("misspelt key", i, lines[i].replaceFirst("(\\w)(\\w):", "$2$1:")));
      Matcher pair = PAIR.matcher(lines[i]);
      while (pair.find()) {
        String what = pair.group();
        String name = pair.group(2);
        all.add(
            new Mistake("missing key", i, replaced(lines[i], pair.start(), what, pair.group(1))));
        all.add(
            new Mistake(
                "misspelt key", i, replaced(lines[i], pair.start(2), name, misspelt(name))));
      }
      Matcher id = Pattern.compile("id: (\\w+)").matcher(lines[i]);
      if (id.find()) {
        String name = id.group(1);
        all.add(
            new Mistake("misspelt id", i, replaced(lines[i], id.start(1), name, misspelt(name))));
      }
    }
    return all;
  }

  private static String replaced(String line, int at, String what, String other) {
    return line.substring(0, at) + other + line.substring(at + what.length());
  }

  /// With two letters swapped that differ.
  private static String misspelt(String name) {
    for (int i = name.length() - 2; i > 1; i--) {
      char a = name.charAt(i);
      char b = name.charAt(i + 1);
      if (a != b && Character.isLetter(a) && Character.isLetter(b)) {
        return name.substring(0, i) + b + a + name.substring(i + 2);
      }
    }
    return name + "x";
  }

  private static String with(String text, Mistake mistake) {
    String[] lines = text.split("\n", -1);
    lines[mistake.line()] = mistake.text();
    return String.join("\n", lines);
  }

  @ParameterizedTest
  @FieldSource("TEMPLATES")
  void oneMistakeIsOneProblem(String name) {
    Template template = templates.template(name, "").orElseThrow();
    List<String> wrong = new ArrayList<>();
    int told = 0;
    List<Mistake> inSpec = inSpec(template.spec());
    // There are thousands of places; some of each kind will do in every build.
    boolean all = "long".equals(System.getProperty("converge.tests"));
    int every = all ? 1 : 1 + inSpec.size() / SAMPLE;
    for (int i = 0; i < inSpec.size(); i += every) {
      Mistake mistake = inSpec.get(i);
      told += judge(template, mistake, with(template.spec(), mistake), template.wiring(), wrong);
    }
    for (Mistake mistake : inWiring(template.wiring())) {
      told += judge(template, mistake, template.spec(), with(template.wiring(), mistake), wrong);
    }
    assertTrue(told > 100, told + " mistakes told");
    assertEquals(List.of(), wrong, () -> wrong.size() + ":\n" + String.join("\n", wrong));
  }

  private int judge(
      Template template, Mistake mistake, String spec, String wiring, List<String> wrong) {
    List<TemplateProblem> problems =
        templates.check(TemplateSource.of(template.name(), spec, wiring));
    boolean there = problems.stream().allMatch(p -> p.line() == mistake.line() + 1);
    if (problems.size() > 1 && !there) {
      wrong.add(
          mistake.kind()
              + ", line "
              + (mistake.line() + 1)
              + ": "
              + mistake.text().strip()
              + problems.stream().map(p -> "\n    " + p).reduce("", String::concat));
    }
    return problems.isEmpty() ? 0 : 1;
  }
}
