package dev.converge.domain.patent;

import dev.converge.domain.patent.grammar.WordForms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/// How patents are read: English words without those that every patent has, in the forms under
/// which they stand in a dictionary.
public final class PatentText {
  /// Words that say what a text is, not what it is about.
  private static final List<String> EVERYWHERE =
      List.of(
          "about",
          "according",
          "adapted",
          "after",
          "all",
          "allow",
          "allows",
          "also",
          "another",
          "any",
          "apparatus",
          "arranged",
          "been",
          "being",
          "between",
          "both",
          "can",
          "claim",
          "claimed",
          "claims",
          "comprise",
          "comprises",
          "comprising",
          "configured",
          "configuring",
          "consisting",
          "could",
          "device",
          "does",
          "each",
          "else",
          "embodiment",
          "first",
          "form",
          "formed",
          "from",
          "further",
          "had",
          "has",
          "have",
          "having",
          "he",
          "her",
          "him",
          "his",
          "how",
          "include",
          "includes",
          "including",
          "instead",
          "invention",
          "its",
          "itself",
          "kind",
          "least",
          "like",
          "made",
          "make",
          "makes",
          "making",
          "many",
          "may",
          "means",
          "method",
          "more",
          "most",
          "must",
          "new",
          "novel",
          "one",
          "only",
          "other",
          "others",
          "our",
          "out",
          "over",
          "own",
          "plurality",
          "process",
          "provide",
          "provided",
          "provides",
          "providing",
          "said",
          "same",
          "second",
          "she",
          "should",
          "so",
          "some",
          "such",
          "substantially",
          "system",
          "than",
          "them",
          "thereby",
          "therefrom",
          "therein",
          "thereof",
          "thereon",
          "things",
          "those",
          "through",
          "thus",
          "two",
          "under",
          "until",
          "up",
          "upon",
          "use",
          "used",
          "useful",
          "uses",
          "using",
          "very",
          "via",
          "want",
          "way",
          "we",
          "were",
          "what",
          "when",
          "where",
          "whereby",
          "wherein",
          "whereupon",
          "which",
          "while",
          "who",
          "whose",
          "within",
          "without",
          "would",
          "you",
          "your");

  private static final CharArraySet STOP = stop();

  public static final Analyzer ANALYZER =
      new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
          Tokenizer words = new StandardTokenizer();
          TokenStream lower = new LowerCaseFilter(new EnglishPossessiveFilter(words));
          return new TokenStreamComponents(words, new Lemmas(new StopFilter(lower, STOP)));
        }

        @Override
        protected TokenStream normalize(String field, TokenStream in) {
          return new LowerCaseFilter(in);
        }
      };

  /// Puts words into their dictionary forms.
  private static final class Lemmas extends TokenFilter {
    /// Words whose form is kept; a thread that indexes meets the same ones again and again.
    private static final int KNOWN = 20_000;

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final Map<String, String> known = new HashMap<>();

    Lemmas(TokenStream in) {
      super(in);
    }

    @Override
    public boolean incrementToken() throws IOException {
      if (!input.incrementToken()) {
        return false;
      }
      String word = term.toString();
      String lemma = known.get(word);
      if (lemma == null) {
        lemma = WordForms.lemma(word);
        if (known.size() >= KNOWN) {
          known.clear();
        }
        known.put(word, lemma);
      }
      if (!lemma.equals(word)) {
        term.setEmpty().append(lemma);
      }
      return true;
    }
  }

  /// Characters of a text whose stems are kept.
  private static final int SHORT = 80;

  /// Maximum number of texts whose stems are cached.
  private static final int MOST_STEMS = 10_000;

  private static final Map<String, List<String>> STEMS = new ConcurrentHashMap<>();

  private PatentText() {}

  private static CharArraySet stop() {
    CharArraySet all = new CharArraySet(EVERYWHERE, true);
    all.addAll(EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
    return CharArraySet.unmodifiableSet(all);
  }

  /// A word as written, and its dictionary form.
  public record Word(String written, String stem) {}

  /// The words of a text that bear on what it is about, in order.
  public static List<Word> words(String text) {
    List<Word> all = new ArrayList<>();
    try (TokenStream tokens = ANALYZER.tokenStream("text", text)) {
      CharTermAttribute stem = tokens.addAttribute(CharTermAttribute.class);
      OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        String written =
            text.substring(offset.startOffset(), offset.endOffset()).toLowerCase(Locale.ROOT);
        if (stem.length() > 1) {
          all.add(new Word(written, stem.toString()));
        }
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /// The stems of a text, in order. Those of short texts are kept: terms and the words of queries
  /// are asked for again and again, for each passage and each search.
  public static List<String> stems(String text) {
    if (text.length() > SHORT) {
      return words(text).stream().map(Word::stem).toList();
    }
    List<String> known = STEMS.get(text);
    if (known == null) {
      known = words(text).stream().map(Word::stem).toList();
      if (STEMS.size() >= MOST_STEMS) {
        STEMS.clear();
      }
      STEMS.put(text, known);
    }
    return known;
  }

  /// Lets go of what is kept of texts between calls.
  public static void forget() {
    STEMS.clear();
  }

  /// How often each stem stands in a text, in order of first appearance.
  public static Map<String, Integer> counts(String text) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    stems(text).forEach(stem -> counts.merge(stem, 1, Integer::sum));
    return counts;
  }

  /// The sentences of a text, each with a letter or digit in it.
  public static List<String> sentences(String text) {
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    breaks.setText(text);
    List<String> all = new ArrayList<>();
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
      String sentence = text.substring(start, end).strip();
      if (sentence.chars().anyMatch(Character::isLetterOrDigit)) {
        all.add(sentence);
      }
    }
    return all;
  }
}
