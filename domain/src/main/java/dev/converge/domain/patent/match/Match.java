package dev.converge.domain.patent.match;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What a document has of a text.
///
/// @param share percent of the text's weight that stands in the document
/// @param best the place of the passage that has the most of it
/// @param met its terms that stand in the document
/// @param missing those that do not
/// @param worth what the terms that are met say, in tenths of a bit; things count whole, what is
///   done with them half, how they are a third
/// @param near what those say that stand in one passage, of the passage where they say most
/// @param nearShare percent of the text's weight that stands in one passage, of the one that has
///   most
/// @param head whether the thing that the text is about stands there
/// @param together whether that thing stands in one passage with another of its terms, or it has no
///   other
public record Match(
    int share,
    int best,
    List<Term> met,
    List<Term> missing,
    int worth,
    int near,
    int nearShare,
    boolean head,
    boolean together) {
  /// Percent of an element from which a document that has its thing is said to show it.
  public static final int SHOWS = 60;

  /// Percent of an element below which a document does not bear on it.
  public static final int BEARS = 25;

  private static final int SIXTHS = 6;
  private static final int PERCENT = 100;

  /// Copies the lists.
  public Match {
    met = List.copyOf(met);
    missing = List.copyOf(missing);
  }

  /// What a document has of these terms.
  public static Match of(List<Term> terms, DocumentText document, Weights weights) {
    long all = 0;
    long has = 0;
    int worth = 0;
    boolean head = false;
    boolean headed = false;
    int[] scores = new int[Math.max(1, document.passages().size())];
    int[] count = new int[scores.length];
    int[] worths = new int[scores.length];
    boolean[] heads = new boolean[scores.length];
    List<Term> met = new ArrayList<>();
    List<Term> missing = new ArrayList<>();
    for (Term term : terms) {
      int rarity = weights.rarity(term);
      int weight = term.kind().weight() * rarity;
      boolean leads = term.kind() == Term.Kind.HEAD;
      headed |= leads;
      all += weight;
      List<Integer> places = document.having(term);
      (places.isEmpty() ? missing : met).add(term);
      int says = rarity * term.kind().sixths() / SIXTHS;
      if (!places.isEmpty()) {
        has += weight;
        worth += says;
        head |= leads;
      }
      for (int place : places) {
        scores[place] += weight;
        worths[place] += says;
        count[place]++;
        heads[place] |= leads;
      }
    }
    boolean together = terms.size() == 1;
    int best = 0;
    for (int i = 0; i < scores.length; i++) {
      together |= count[i] > 1 && (heads[i] || !headed);
      best = scores[i] > scores[best] ? i : best;
    }
    int share = all == 0 ? 0 : (int) (PERCENT * has / all);
    int nearShare = all == 0 ? 0 : (int) (PERCENT * (long) scores[best] / all);
    int near = IntStream.of(worths).max().orElse(0);
    return new Match(share, best, met, missing, worth, near, nearShare, head || !headed, together);
  }

  /// Whether the document shows what the text says: its thing, together with most of the rest.
  public boolean shows() {
    return head && together && share >= SHOWS;
  }

  /// Whether it has something of it: its thing, or several others.
  public boolean touches() {
    return share >= BEARS && (head || things() > 1);
  }

  /// How many things are met.
  public int things() {
    return (int) met.stream().filter(term -> term.kind().thing()).count();
  }
}
