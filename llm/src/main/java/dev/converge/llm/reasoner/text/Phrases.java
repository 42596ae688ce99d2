package dev.converge.llm.reasoner.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Sentences of the reasoner's own that stand between quotations, in each language, from
/// `phrases.yaml`. Read once.
public final class Phrases {
  private static final String FILE = "/dev/converge/llm/reasoner/phrases.yaml";
  private static final TreeMap<String, Map<?, ?>> BY_NAME = read();

  private Phrases() {}

  private static TreeMap<String, Map<?, ?>> read() {
    try (InputStream in = Phrases.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Map<?, ?> root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
      TreeMap<String, Map<?, ?>> found = new TreeMap<>();
      root.forEach((name, texts) -> found.put(String.valueOf(name), (Map<?, ?>) texts));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A phrase with values in its places, which are numbered from `{0}`.
  public static String of(SeedLanguage language, String name, Object... values) {
    Map<?, ?> texts = BY_NAME.get(name);
    Object text = texts == null ? null : texts.get(language.code());
    if (text == null) {
      throw new IllegalStateException("phrase " + name + " is missing in " + language.code());
    }
    return fill(String.valueOf(text), values);
  }

  /// Puts values into the places of a sentence.
  public static String fill(String sentence, Object... values) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    int open = sentence.indexOf('{');
    while (open >= 0 && open + 2 < sentence.length()) {
      int index = sentence.charAt(open + 1) - '0';
      out.append(sentence, from, open).append(values[index]);
      from = open + 3;
      open = sentence.indexOf('{', from);
    }
    return out.append(sentence.substring(from)).toString();
  }
}
