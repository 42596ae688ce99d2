package dev.converge.runtime.grpc;

import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.GetCapabilitiesResponse;
import dev.converge.proto.ListTemplatesResponse;
import dev.converge.proto.PackInfo;
import dev.converge.proto.SeedRule;
import dev.converge.proto.StreamingCapabilities;
import dev.converge.proto.TemplateInfo;
import dev.converge.proto.TransportInfo;
import dev.converge.proto.TruthInfo;
import dev.converge.runtime.grpc.message.BudgetMessages;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.operations.EventQuery;
import dev.converge.runtime.operations.call.Caller;

/// What the server offers. May block.
final class OfferCalls {
  private static final String AVAILABLE = "available";

  private final ServiceContext context;

  OfferCalls(ServiceContext context) {
    this.context = context;
  }

  /// Answers methods of the service.
  void bind(ServiceMethods to) {
    to.unary(ConvergeServiceGrpc.getGetCapabilitiesMethod(), (caller, _) -> capabilities(caller));
    to.unary(ConvergeServiceGrpc.getListTemplatesMethod(), (caller, _) -> templates(caller));
  }

  private GetCapabilitiesResponse capabilities(Caller caller) {
    GetCapabilitiesResponse.Builder out =
        GetCapabilitiesResponse.newBuilder()
            .setStreaming(streaming())
            .setDeterminismModeAvailable(true)
            .setServerVersion(context.version())
            .setServerTimeNs(Messages.nanos(context.clock().instant()))
            .setLimits(limits());
    for (Program program : context.operations().templates().programs(caller)) {
      PackInfo.Builder pack =
          out.addPacksBuilder()
              .setPackId(program.name())
              .setName(program.name())
              .setVersion(program.version());
      for (Invariant invariant : program.definition().invariants()) {
        pack.addTruthIds(invariant.id());
        out.addActiveTruths(truth(program, invariant));
      }
    }
    return out.build();
  }

  private static StreamingCapabilities streaming() {
    return StreamingCapabilities.newBuilder()
        .addTransports(TransportInfo.newBuilder().setType("grpc").setStatus(AVAILABLE))
        .addTransports(TransportInfo.newBuilder().setType("grpc-web").setStatus(AVAILABLE))
        .addTransports(TransportInfo.newBuilder().setType("sse").setStatus(AVAILABLE))
        .setDefaultTransport("grpc")
        .setResumeSupported(true)
        .setMaxResumeGap(Long.MAX_VALUE)
        .build();
  }

  private dev.converge.proto.Limits limits() {
    ServiceLimits limits = context.limits();
    return dev.converge.proto.Limits.newBuilder()
        .setMaxMessageBytes(limits.maxMessageBytes())
        .setMaxSeeds(limits.maxSeeds())
        .setMaxSeedBytes(limits.maxSeedBytes())
        .setMaxSubscriptions(Subscriptions.MAX)
        .setMaxPageEntries(EventQuery.MAX_LIMIT)
        .setMaxPageBytes(EventQuery.MAX_BYTES)
        .setMaxWaitMs((int) limits.longestWait().toMillis())
        .build();
  }

  private static TruthInfo truth(Program program, Invariant invariant) {
    return TruthInfo.newBuilder()
        .setTruthId(invariant.id())
        .setPackId(program.name())
        .setDescription(invariant.name())
        .build();
  }

  private ListTemplatesResponse templates(Caller caller) {
    ListTemplatesResponse.Builder out = ListTemplatesResponse.newBuilder();
    for (Program program : context.operations().templates().programs(caller)) {
      Program.Definition definition = program.definition();
      TemplateInfo.Builder info =
          out.addTemplatesBuilder()
              .setName(program.name())
              .setVersion(program.version())
              .setObjective(definition.objective())
              .setHash(program.hash())
              .setBudget(BudgetMessages.message(definition.budget()));
      definition
          .seeds()
          .forEach(seed ->
              info.addSeeds(
                  SeedRule.newBuilder()
                      .setIdPrefix(seed.idPrefix())
                      .setRequired(seed.required())
                      .setDescription(seed.description())));
      program.agents().forEach(agent -> info.addAgents(agent.id()));
      definition.invariants().forEach(invariant -> info.addTruths(truth(program, invariant)));
    }
    return out.build();
  }
}
