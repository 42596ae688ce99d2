package dev.converge.runtime.operations.submission;

import dev.converge.core.Body;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Person;
import dev.converge.core.fork.ForkChanges;
import dev.converge.core.json.Json;
import dev.converge.core.json.NulCharacters;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Seed;
import dev.converge.core.text.EnumWord;
import dev.converge.domain.template.SeedCheck;
import dev.converge.domain.template.SeedProblem;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.fork.ForkOrder;
import dev.converge.engine.fork.ForkPoint;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import dev.converge.runtime.operations.template.InstalledTemplates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Turns the body of a request to fork a run into the fork, or reports all its problems. Used for
/// one request.
public final class ForkReader {
  private static final List<String> MEMBERS =
      List.of(
          "at",
          "seeds",
          "version",
          "model",
          "models",
          "mode",
          "budget",
          "metadata",
          "correlation_id",
          "actor");

  private final Programs programs;
  private final SubmissionReader submissions;
  private final JobSettings settings;
  private final RunView original;
  private final Json.Obj body;
  private final List<FieldError> errors = new ArrayList<>();
  private final BodyFields fields;

  /// A reader of one request.
  public ForkReader(
      Programs programs,
      SubmissionReader submissions,
      JobSettings settings,
      RunView original,
      Json.Obj body) {
    this.programs = programs;
    this.submissions = submissions;
    this.settings = settings;
    this.original = original;
    this.body = body;
    NulCharacters.in(body).forEach(pointer -> errors.add(new FieldError(pointer, FieldErrors.NUL)));
    this.fields = new BodyFields("", body, MEMBERS, errors);
  }

  /// The result.
  public record Read(Submission submission, ForkOrder order) {}

  /// Reads the body.
  ///
  /// @throws ConvergeException with `TEMPLATE_NOT_FOUND`, or `UNAVAILABLE` if the template of the
  ///   original is not installed any more
  /// @throws OperationException with `INVALID`
  public Read read(Caller caller, JobStore.@Nullable IdempotencyKey key) {
    RunState state = original.state();
    Body.RunStarted started = state.started().orElseThrow();
    ForkPoint at = point();
    Program program = program(caller.tenant());
    List<Seed> given = submissions.seeds(fields, errors);
    Merged merged = merge(state, given);
    String word = fields.oneOf("mode", SubmissionReader.MODES);
    Mode mode = word == null ? started.mode() : Mode.valueOf(word.toUpperCase(Locale.ROOT));
    TreeMap<String, String> models = models(program);
    Budget budget = budget(state.budget());
    String correlationId = SubmissionReader.correlationId(fields);
    SubmissionReader.metadata(fields);
    Person submitter = submissions.submitter(caller, fields, program);
    if (errors.isEmpty()) {
      for (SeedProblem problem :
          SeedCheck.problems(
              program, merged.seeds(), settings.maxSeeds(), settings.maxSeedBytes())) {
        errors.add(new FieldError(problem.pointer(), problem.message()));
      }
    }
    ForkChanges changes =
        new ForkChanges(
            merged.replaced(),
            merged.added(),
            models,
            !program.hash().equals(started.templateHash()),
            mode != started.mode(),
            budget != null && !budget.equals(state.budget()));
    if (changes.atStart() && !(at instanceof ForkPoint.Start)) {
      fields.error(
          "at",
          "not allowed together with seeds or a version, which a run reads at its start (expected:"
              + " no \"at\")");
    }
    BodyFields.check(errors);
    Budget asked = changes.budget() ? budget : null;
    ForkOrder order =
        new ForkOrder(
            original.runId(), program, merged.seeds(), asked, mode, submitter, at, changes);
    Budget inForce = asked == null ? state.budget() : asked;
    Submission submission =
        new Submission(
            caller.tenant(),
            program,
            merged.seeds(),
            inForce,
            mode,
            correlationId,
            submitted(program, merged.seeds(), mode),
            submitter,
            null,
            key,
            null);
    return new Read(submission, order);
  }

  private ForkPoint point() {
    Json.Obj at = fields.object("at");
    if (at == null) {
      return new ForkPoint.Start();
    }
    BodyFields inner = new BodyFields("/at", at, List.of("sequence", "cycle"), errors);
    Long sequence = inner.integer("sequence", 0, Long.MAX_VALUE);
    Long cycle = inner.integer("cycle", 0, Long.MAX_VALUE);
    if ((inner.value("sequence") == null) == (inner.value("cycle") == null)) {
      fields.error("at", "{\"sequence\": …} or {\"cycle\": …} (expected: exactly one of them)");
    }
    return sequence != null
        ? new ForkPoint.AfterEvent(sequence)
        : cycle != null ? new ForkPoint.AfterCycle(cycle) : new ForkPoint.Start();
  }

  /// The requested version, or else the version of the original.
  private Program program(String tenant) {
    JobStore.Job job = original.job();
    String version = fields.text("version");
    if (version != null) {
      return programs
          .find(tenant, job.template(), version)
          .orElseThrow(
              () -> InstalledTemplates.notFound(job.template(), version, List.of(job.template())));
    }
    return programs
        .find(tenant, job.template(), job.version())
        .filter(found -> found.hash().equals(job.templateHash()))
        .orElseThrow(() ->
            new ConvergeException(
                ErrorCode.UNAVAILABLE, job.notInstalled() + ", or name a \"version\""));
  }

  private record Merged(List<Seed> seeds, List<String> replaced, List<String> added) {}

  /// The given seeds first, so that the position of a problem is its position in the request.
  private static Merged merge(RunState state, List<Seed> given) {
    TreeMap<String, Seed> before = new TreeMap<>();
    for (Fact fact : state.context().facts(Keys.SEEDS)) {
      before.put(fact.id(), new Seed(fact.id(), fact.content(), fact.data()));
    }
    List<Seed> seeds = new ArrayList<>(given);
    List<String> replaced = new ArrayList<>();
    List<String> added = new ArrayList<>();
    for (Seed seed : given) {
      Seed old = before.remove(seed.id());
      if (old == null) {
        added.add(seed.id());
      } else if (!old.equals(seed)) {
        replaced.add(seed.id());
      }
    }
    seeds.addAll(before.values());
    return new Merged(seeds, replaced, added);
  }

  private TreeMap<String, String> models(Program program) {
    TreeMap<String, String> models = new TreeMap<>();
    String every = fields.text("model");
    if (every != null) {
      model("model", every, fields);
      models.put(ForkChanges.EVERY_AGENT, every);
    }
    Json.Obj each = fields.object("models");
    if (each == null) {
      return models;
    }
    List<String> known =
        program.agents().stream()
            .filter(spec -> spec.kind() == AgentSpec.Kind.LLM)
            .map(AgentSpec::id)
            .toList();
    BodyFields inner = new BodyFields("/models", each, known, errors);
    for (String agent : known) {
      String model = inner.text(agent);
      if (model != null) {
        model(agent, model, inner);
        models.put(agent, model);
      }
    }
    return models;
  }

  private static void model(String name, String model, BodyFields in) {
    int slash = model.indexOf('/');
    if (slash < 1 || slash == model.length() - 1) {
      in.error(
          name,
          "\""
              + BodyFields.shortened(model)
              + "\" (expected: provider/model, see `converge models`)");
    }
  }

  private @Nullable Budget budget(Budget before) {
    Json.Obj budget = fields.object("budget");
    if (budget == null) {
      return null;
    }
    BudgetChange asked = BudgetChange.read("/budget", budget, errors);
    errors.addAll(asked.above("/budget", settings.ceiling()));
    return asked.over(before);
  }

  /// The job as it would have been submitted without a fork, and the request for the fork.
  private Json.Obj submitted(Program program, List<Seed> seeds, Mode mode) {
    Json.Builder out = Json.object();
    out.put("template", program.name()).put("version", program.version());
    List<Json> all = new ArrayList<>();
    for (Seed seed : seeds) {
      all.add(
          Json.object()
              .put("id", seed.id())
              .put("content", seed.content())
              .put("data", seed.data())
              .build());
    }
    out.put("seeds", Json.array(all)).put("mode", EnumWord.of(mode));
    Json metadata = fields.value("metadata");
    if (metadata != null) {
      out.put("metadata", metadata);
    } else {
      JobMetadata.of(original.job()).ifPresent(kept -> out.put("metadata", kept));
    }
    for (Map.Entry<String, Json> member : body.fields().entrySet()) {
      if (List.of("budget", "actor", "correlation_id").contains(member.getKey())) {
        out.put(member.getKey(), member.getValue());
      }
    }
    return out.put("fork_of", original.runId()).put("fork", body).build();
  }
}
