package dev.converge.core;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Substance;
import dev.converge.core.text.FoldedText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A proposal that was accepted into the context. It never changes. Only promotion creates one: the
/// constructor is not visible outside the core, so an agent cannot.
public final class Fact implements Judged {
  private final String id;
  private final String key;
  private final String agent;
  private final int cycle;
  private final String content;
  private final Json.@Nullable Obj data;
  private final double confidence;
  private final List<String> cites;
  private final List<Citation> citations;
  private final Provenance provenance;

  Fact(String id, String agent, int cycle, Proposal proposal) {
    this.id = id;
    this.key = proposal.key();
    this.agent = agent;
    this.cycle = cycle;
    this.content = proposal.content();
    this.data = proposal.data();
    this.confidence = proposal.confidence();
    this.cites = proposal.cites();
    this.citations = proposal.citations();
    this.provenance = proposal.provenance();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String key() {
    return key;
  }

  /// The agent that proposed it. For names that are not agents, see [ReservedAgents].
  public String agent() {
    return agent;
  }

  /// The cycle in which it was promoted; 0 for seeds.
  public int cycle() {
    return cycle;
  }

  @Override
  public String content() {
    return content;
  }

  @Override
  public Json.@Nullable Obj data() {
    return data;
  }

  @Override
  public double confidence() {
    return confidence;
  }

  @Override
  public List<String> cites() {
    return cites;
  }

  /// Sources outside the context.
  public List<Citation> citations() {
    return citations;
  }

  /// Who made it and how.
  public Provenance provenance() {
    return provenance;
  }

  /// The content of the fact without its id: two facts of equal substance are the same news.
  Substance substance() {
    return new Substance(key, content, data, cites, citations);
  }

  /// The first of some terms that its text or data contains, as whole words, ignoring case.
  Optional<String> firstMentioned(List<String> terms) {
    return FoldedText.firstMentioned(
        data == null ? List.of(content) : List.of(content, data.canonical()), terms);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof Fact f
        && id.equals(f.id)
        && agent.equals(f.agent)
        && cycle == f.cycle
        && confidence == f.confidence
        && substance().equals(f.substance())
        && provenance.equals(f.provenance);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, key, content);
  }

  @Override
  public String toString() {
    return key + "/" + id + ": " + content;
  }
}
