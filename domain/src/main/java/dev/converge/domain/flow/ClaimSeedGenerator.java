package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.text.EnumWord;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.ReaderOrders;
import dev.converge.domain.patent.claim.ClaimElements;
import dev.converge.domain.patent.claim.ClaimWording;
import dev.converge.domain.patent.claim.ProductElements;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says of what claims could be made: the subject, and the parts. Of claims that somebody drafted
/// if there are any, else of the seeds `feature:`, else of the invention's own clauses.
final class ClaimSeedGenerator implements RuleAgent {
  private static final String VERSION = "4";

  /// Maximum number of parts; one less than the elements, because the subject is an element too.
  private static final int MAX_PARTS = ClaimElements.MAX - 1;

  private static final Pattern COMPRISING =
      Pattern.compile(
          "(?is)^(?:\\d+\\s*[.)]\\s*)?(.{3,400}?)[,:]?\\s+(?:the (?:method|process) )?"
              + "(?:comprising|comprises|consisting of|characteri[sz]ed (?:in|by)(?: that)?|"
              + "including)\\b(?: the steps of)?\\s*:?\\s*(.+)$");
  private static final Pattern DEPENDENT =
      Pattern.compile(
          "(?is)^(?:\\d+\\s*[.)]\\s*)?(?:an?|the)\\s.{1,100}?\\s(?:of|according to|as claimed in|as"
              + " in) (?:any of )?claims?\\s[\\d\\s,or-]+,?\\s*(.+)$");
  private static final Pattern PARTS =
      Pattern.compile(";\\s*|,?\\s*\\band wherein\\b|\\bwherein\\b");
  private static final Pattern JOINING = Pattern.compile("(?i)^(?:and|wherein)\\b[, ]*");

  private record Kernel(String text, String role, String from) {}

  @Override
  public String id() {
    return "claim_seed_generator";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    List<Kernel> kernels = kernels(call.context());
    Set<List<String>> seen = new HashSet<>();
    List<Proposal> proposals = new ArrayList<>();
    for (Kernel kernel : kernels) {
      if (proposals.size() <= MAX_PARTS && seen.add(PatentText.stems(kernel.text()))) {
        String form = EnumWord.of(ClaimWording.form(kernel.text()));
        Json.Obj data =
            Json.object()
                .put("role", kernel.role())
                .put("form", form)
                .put("disclosed", !kernel.from().startsWith("claim:"))
                .build();
        proposals.add(
            PatentFacts.proposal(
                VERSION, "ClaimSeeds", kernel.text(), data, List.of(kernel.from())));
      }
    }
    return proposals;
  }

  private static List<Kernel> kernels(Context context) {
    List<Fact> claims = MatterSeeds.of(context, "claim:");
    List<Fact> inventions = MatterSeeds.of(context, "invention:");
    List<Fact> features = MatterSeeds.of(context, "feature:");
    List<Kernel> kernels = new ArrayList<>();
    if (!claims.isEmpty()) {
      claims.forEach(claim -> drafted(claim, kernels));
    }
    List<String> more = new ArrayList<>();
    if (kernels.isEmpty() || !kernels.getFirst().role().equals("subject")) {
      String named = MatterSeeds.subject(context);
      boolean alone = claims.isEmpty() && features.isEmpty() && !ClaimWording.method(named);
      String subject = alone ? ProductElements.split(named, more) : named;
      kernels.add(0, new Kernel(subject, "subject", inventions.getFirst().id()));
    }
    if (claims.isEmpty()) {
      more.forEach(text -> kernels.add(new Kernel(text, "part", inventions.getFirst().id())));
      for (Fact feature : features) {
        for (String sentence : PatentText.sentences(feature.content())) {
          said(sentence, feature, kernels);
        }
      }
      for (int i = 0; i < inventions.size() && features.isEmpty(); i++) {
        for (String clause : MatterSeeds.clauses(inventions.get(i), i > 0)) {
          said(clause, inventions.get(i), kernels);
        }
      }
    }
    return kernels;
  }

  private static void drafted(Fact claim, List<Kernel> out) {
    String text = claim.content().strip();
    Matcher dependent = DEPENDENT.matcher(text);
    Matcher independent = COMPRISING.matcher(text);
    String body = text;
    if (dependent.matches()) {
      body = dependent.group(1);
    } else if (independent.matches()) {
      body = independent.group(2);
      if (out.isEmpty()) {
        out.add(new Kernel(ClaimWording.subject(independent.group(1)), "subject", claim.id()));
      }
    }
    for (String part : PARTS.split(body, -1)) {
      part(JOINING.matcher(part.strip()).replaceFirst(""), claim, out);
    }
  }

  /// What somebody says of the invention: of a thing in the form of claims, of a method as it is.
  private static void said(String text, Fact from, List<Kernel> out) {
    String subject = out.getFirst().text();
    if (ReaderOrders.in(text)) {
      return;
    }
    if (ClaimWording.method(subject)) {
      part(text, from, out);
    } else {
      ProductElements.of(text, subject).forEach(element -> part(element, from, out));
    }
  }

  private static void part(String text, Fact from, List<Kernel> out) {
    String subject = out.isEmpty() ? "" : out.getFirst().text();
    String part = ClaimWording.part(text, subject);
    if (!PatentText.stems(part).isEmpty()) {
      out.add(new Kernel(part, "part", from.id()));
    }
  }
}
