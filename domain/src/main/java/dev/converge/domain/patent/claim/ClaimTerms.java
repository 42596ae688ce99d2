package dev.converge.domain.patent.claim;

import dev.converge.domain.patent.PatentText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/// The terms of a claim: words that bear on what it is about, together where they stand side by
/// side. A text supports a term if it has the same words in the same order, in whatever form.
public final class ClaimTerms {
  /// Maximum number of words in a term.
  private static final int MAX_WORDS = 3;

  /// Words that join others, or that only claims have.
  private static final Set<String> JOINING =
      Set.of(
          "perform", "allow", "along", "around", "across", "against", "back", "toward", "onto",
          "off");

  /// What may stand between the words of one term.
  private static final Pattern BETWEEN = Pattern.compile("[\\s-]*");

  private static final Pattern OF_CLAIM = Pattern.compile("\\bof claim \\d+");

  private ClaimTerms() {}

  /// The terms of a text, each once, in order.
  public static List<String> of(String claim) {
    String text = OF_CLAIM.matcher(claim).replaceAll("");
    Map<List<String>, String> terms = new LinkedHashMap<>();
    List<PatentText.Word> run = new ArrayList<>();
    int end = -1;
    try (TokenStream tokens = PatentText.ANALYZER.tokenStream("text", text)) {
      CharTermAttribute stem = tokens.addAttribute(CharTermAttribute.class);
      OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        boolean beside =
            end >= 0 && BETWEEN.matcher(text).region(end, offset.startOffset()).matches();
        if (!beside || run.size() == MAX_WORDS) {
          put(run, terms);
        }
        String written = text.substring(offset.startOffset(), offset.endOffset());
        if (JOINING.contains(stem.toString())) {
          put(run, terms);
        } else if (stem.length() > 1) {
          run.add(new PatentText.Word(written.toLowerCase(Locale.ROOT), stem.toString()));
        }
        end = offset.endOffset();
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    put(run, terms);
    return List.copyOf(terms.values());
  }

  private static void put(List<PatentText.Word> run, Map<List<String>, String> terms) {
    if (!run.isEmpty()) {
      terms.putIfAbsent(
          run.stream().map(PatentText.Word::stem).toList(),
          String.join(" ", run.stream().map(PatentText.Word::written).toList()));
      run.clear();
    }
  }

  /// Whether a text, given by its stems, has a term.
  public static boolean supports(List<String> stems, String term) {
    List<String> words = PatentText.stems(term);
    return !words.isEmpty() && Collections.indexOfSubList(stems, words) >= 0;
  }
}
