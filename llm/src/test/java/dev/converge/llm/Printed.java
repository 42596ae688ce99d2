package dev.converge.llm;

import dev.converge.core.Fact;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Prints what the reasoner makes of the samples, for people to read: `main` of the test class
/// path.
final class Printed {
  private Printed() {}

  public static void main(String[] args) throws InterruptedException {
    for (Map.Entry<String, List<Seed>> sample : Samples.all().entrySet()) {
      Flow.Ran ran =
          Flow.run(
              Shipped.program(args.length > 0 ? args[0] : "growth-strategy"),
              Shipped.with(new ModelAgents(InstantSource.fixed(Flow.NOON))),
              Mode.OFFLINE,
              sample.getValue());
      System.out.println(
          "#### "
              + sample.getKey()
              + " "
              + ran.state().status()
              + " "
              + ran.state().detail().orElse("")
              + " "
              + ran.state().spent());
      for (Fact fact : ran.state().context().facts()) {
        System.out.println(
            fact.id()
                + " ["
                + fact.confidence()
                + "] "
                + fact.content()
                + (fact.data() == null ? "" : " " + fact.data().canonical())
                + " <- "
                + fact.cites());
      }
    }
  }
}
