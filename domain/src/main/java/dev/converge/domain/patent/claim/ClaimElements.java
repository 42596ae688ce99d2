package dev.converge.domain.patent.claim;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.proposal.Keys;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.ReaderOrders;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Takes an invention apart into the elements that a document would have to show: those of which
/// claims are to be made where somebody said them, else the seeds `element:`, or else the parts of
/// the claims, or else the clauses of the description and the seeds `feature:`.
public final class ClaimElements {
  /// Maximum number of elements of an invention; the last element contains all remaining text.
  public static final int MAX = 12;

  private static final int MIN_WORDS = 2;
  private static final Pattern PREAMBLE =
      Pattern.compile(
          "(?is)^.{0,400}?\\b(?:comprising|comprises|consisting of|characteri[sz]ed (?:in|by)|"
              + "the steps of|including)\\b(?: the steps of)?\\s*:?\\s*");
  private static final Pattern PARTS = Pattern.compile(";|\\R+");
  private static final Pattern CLAUSES =
      Pattern.compile(
          ";|\\R+|,\\s*(?=(?:and|so|which|where|wherein|whereby|while|with|until|then|such)\\b)|"
              + "\\b(?=(?:wherein|whereby|so that|such that)\\b)");
  private static final Pattern NUMBERING = Pattern.compile("^(?:\\(?[a-z0-9]{1,2}[).]|[-•*])\\s+");
  private static final Pattern JOINING =
      Pattern.compile("^(?:and|so|which|where|wherein|whereby|then)\\b[, ]*(?:that\\b)?\\s*");

  /// An element and the seed that it comes from.
  public record Element(String text, String seed) {}

  private ClaimElements() {}

  /// The elements of the invention and of the claims in a context, in the order of their facts.
  public static List<Element> of(Context context) {
    List<Element> all = new ArrayList<>();
    for (Fact kernel : context.facts("ClaimSeeds")) {
      all.add(new Element(kernel.content(), kernel.id()));
    }
    if (!all.isEmpty()) {
      return all;
    }
    each(context, "element:", seed -> List.of(seed.content()), all);
    if (all.isEmpty()) {
      each(context, "claim:", seed -> claim(seed.content()), all);
    }
    if (all.isEmpty()) {
      each(context, "invention:", seed -> clauses(seed.content()), all);
      each(context, "feature:", seed -> List.of(seed.content()), all);
    }
    return all;
  }

  private static void each(
      Context context,
      String prefix,
      java.util.function.Function<Fact, List<String>> parts,
      List<Element> out) {
    Set<List<String>> seen = new LinkedHashSet<>();
    for (Fact seed : context.facts(Keys.SEEDS)) {
      if (seed.id().startsWith(prefix)) {
        for (String part : parts.apply(seed)) {
          String text = clean(part);
          if (ReaderOrders.in(text)) {
            continue;
          }
          List<String> stems = PatentText.stems(text);
          if (out.size() < MAX && !stems.isEmpty() && seen.add(stems)) {
            out.add(new Element(text, seed.id()));
          }
        }
      }
    }
  }

  private static List<String> claim(String text) {
    String body = PREAMBLE.matcher(text.strip()).replaceFirst("");
    return joined(PARTS.split(body.isBlank() ? text : body));
  }

  private static List<String> clauses(String text) {
    List<String> all = new ArrayList<>();
    for (String sentence : PatentText.sentences(ReaderOrders.without(text))) {
      all.addAll(joined(CLAUSES.split(sentence)));
    }
    return all;
  }

  /// A part with too few words to be looked for stays with the one before.
  private static List<String> joined(String[] parts) {
    List<String> all = new ArrayList<>();
    for (String part : parts) {
      if (part.isBlank()) {
        continue;
      }
      if (!all.isEmpty() && PatentText.stems(part).size() < MIN_WORDS) {
        all.set(all.size() - 1, all.getLast().strip() + ", " + part.strip());
      } else {
        all.add(part);
      }
    }
    return all;
  }

  private static String clean(String part) {
    String text = part.strip();
    text = NUMBERING.matcher(text).replaceFirst("");
    text = JOINING.matcher(text).replaceFirst("");
    return text.replaceAll("[\\s,;.]*(?:\\band)?[\\s,;.]*$", "").strip();
  }
}
