package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.proposal.Keys;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.ReaderOrders;
import dev.converge.domain.patent.claim.ClaimWording;
import dev.converge.domain.patent.search.PatentFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the seeds of a patent matter say: who it is for, and what was invented.
final class MatterSeeds {
  /// Ids of seeds that say what was invented begin so; what else there is is about the matter.
  static final List<String> DISCLOSURE =
      List.of("problem:", "invention:", "feature:", "embodiment:", "advantage:");

  private static final Pattern CLAUSES =
      Pattern.compile(
          ":\\s+|;\\s*|\\R+|,\\s*(?=(?:and (?:a|an|the|each)|so|where|wherein|whereby|while|until|"
              + "then|such)\\b)|\\b(?=(?:wherein|whereby|so that|such that)\\b)");
  private static final Pattern JOINING =
      Pattern.compile("(?i)^(?:and|so that|such that|so|where|wherein|whereby|then)\\b[, ]*");

  /// Sentences that begin so say what follows from the invention, not what it is.
  private static final Pattern ASIDE =
      Pattern.compile("(?i)^(?:this|that|thus|therefore|hence|as a result|known|today)\\b.*");

  private MatterSeeds() {}

  static List<Fact> of(Context context, String prefix) {
    return context.facts(Keys.SEEDS).stream().filter(seed -> seed.id().startsWith(prefix)).toList();
  }

  /// Sentences of seeds that give orders instead of telling, each with its seed.
  static List<Order> orders(Context context) {
    List<Order> all = new ArrayList<>();
    for (Fact seed : context.facts(Keys.SEEDS)) {
      ReaderOrders.of(seed.content()).forEach(sentence -> all.add(new Order(sentence, seed)));
    }
    return all;
  }

  /// A sentence that gives an order, and the seed that it stands in.
  record Order(String sentence, Fact seed) {
    /// What became of it, in words.
    String said() {
      return PatentFacts.say(
          "\"%s\" gives an order to whoever reads it: quoted here, not followed, and not taken for a"
              + " part of the invention.",
          sentence);
    }
  }

  /// A member of the data of a seed `matter:`.
  static Optional<String> said(Context context, String field) {
    return of(context, "matter:").stream()
        .map(seed -> PatentFacts.text(seed, field).strip())
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  /// The first sentence that says what was invented, up to its first joint.
  static String subject(Context context) {
    Fact first = of(context, "invention:").getFirst();
    String sentence =
        PatentText.sentences(first.content()).stream()
            .filter(one -> !ReaderOrders.in(one))
            .findFirst()
            .orElse(first.content());
    return ClaimWording.subject(CLAUSES.split(sentence, 2)[0]);
  }

  /// What the invention's own words say beyond its subject, clause by clause.
  static List<String> clauses(Fact invention, boolean withSubject) {
    List<String> all = new ArrayList<>();
    for (String sentence : PatentText.sentences(invention.content())) {
      if (ASIDE.matcher(sentence).matches() || ReaderOrders.in(sentence)) {
        continue;
      }
      for (String clause : CLAUSES.split(sentence, -1)) {
        String bare = JOINING.matcher(clause.strip()).replaceFirst("");
        if (!PatentText.stems(bare).isEmpty()) {
          all.add(bare);
        }
      }
    }
    return withSubject || all.isEmpty() ? all : all.subList(1, all.size());
  }
}
