package dev.converge.runtime.operations.submission;

import dev.converge.core.Program;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.OnOutage;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Person;
import dev.converge.core.json.Json;
import dev.converge.core.json.NulCharacters;
import dev.converge.core.proposal.Seed;
import dev.converge.domain.template.SeedCheck;
import dev.converge.domain.template.SeedProblem;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.run.Programs;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import dev.converge.runtime.operations.template.InstalledTemplates;
import dev.converge.runtime.operations.webhook.WebhookReader;
import dev.converge.runtime.operations.webhook.WebhookRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns the body of a submission into a job, or reports all its problems.
public final class SubmissionReader {
  private static final List<String> MEMBERS =
      List.of(
          "template",
          "version",
          "seeds",
          "budget",
          "mode",
          "policy",
          "metadata",
          "correlation_id",
          "actor",
          "on_disconnect",
          WebhookReader.MEMBER);
  private static final List<String> SEED_MEMBERS = List.of("id", "content", "data");
  private static final List<String> POLICY = List.of("on_outage");
  private static final List<String> ON_OUTAGE = List.of("wait", "halt");
  static final List<String> MODES = List.of("offline", "live", "recorded");
  private static final int MAX_CORRELATION_ID = 200;
  private static final int MAX_METADATA_LENGTH = 65_536;

  private final Programs programs;
  private final JobSettings settings;
  private final WebhookReader webhooks;

  /// Reads jobs for these programs.
  public SubmissionReader(Programs programs, JobSettings settings, WebhookReader webhooks) {
    this.programs = programs;
    this.settings = settings;
    this.webhooks = webhooks;
  }

  /// The result.
  ///
  /// @param cancelOnDisconnect whether the run ends with the connection that watches it
  /// @param webhooks of the job
  public record Read(
      Submission submission, boolean cancelOnDisconnect, List<WebhookRequest> webhooks) {}

  /// Reads a body.
  ///
  /// @throws ConvergeException with `TEMPLATE_NOT_FOUND`
  /// @throws OperationException with `INVALID`
  public Read read(Caller caller, Json.Obj body, JobStore.@Nullable IdempotencyKey key) {
    String tenant = caller.tenant();
    List<FieldError> errors = new ArrayList<>();
    NulCharacters.in(body).forEach(pointer -> errors.add(new FieldError(pointer, FieldErrors.NUL)));
    BodyFields fields = new BodyFields("", body, MEMBERS, errors);
    String template = fields.requiredText("template");
    String version = fields.text("version");
    List<Seed> seeds = seeds(fields, errors);
    if (fields.value("seeds") == null) {
      fields.missing("seeds");
    }
    String mode = fields.oneOf("mode", MODES);
    String correlationId = correlationId(fields);
    metadata(fields);
    OnOutage onOutage = onOutage(fields, errors);
    String onDisconnect = fields.oneOf("on_disconnect", List.of("continue", "cancel"));
    List<WebhookRequest> hooks = webhooks.ofJob(fields, errors);
    Json.Obj budget = fields.object("budget");
    if (errors.isEmpty() || !template.isEmpty()) {
      Program program = find(tenant, template, version == null ? "" : version);
      if (errors.isEmpty()) {
        for (SeedProblem problem :
            SeedCheck.problems(program, seeds, settings.maxSeeds(), settings.maxSeedBytes())) {
          errors.add(new FieldError(problem.pointer(), problem.message()));
        }
      }
      Budget inForce = BudgetChange.within(program.definition().budget(), settings.ceiling());
      if (budget != null) {
        BudgetChange asked = BudgetChange.read("/budget", budget, errors);
        errors.addAll(asked.above("/budget", settings.ceiling()));
        inForce = asked.over(inForce);
      }
      Person submitter = submitter(caller, fields, program);
      BodyFields.check(errors);
      Submission submission =
          new Submission(
              tenant,
              program,
              seeds,
              inForce,
              mode == null ? settings.defaultMode() : Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
              correlationId,
              WebhookReader.withoutSecrets(body),
              submitter,
              onOutage,
              key,
              null);
      return new Read(submission, "cancel".equals(onDisconnect), hooks);
    }
    BodyFields.check(errors);
    throw new IllegalStateException("a template without a name and without an error");
  }

  private static @Nullable OnOutage onOutage(BodyFields fields, List<FieldError> errors) {
    Json.Obj policy = fields.object("policy");
    String word =
        policy == null
            ? null
            : new BodyFields("/policy", policy, POLICY, errors).oneOf("on_outage", ON_OUTAGE);
    return word == null ? null : OnOutage.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// The submitter of a job: the caller, or without authentication the person whom the body names.
  @Nullable Person submitter(Caller caller, BodyFields fields, Program program) {
    String claimed = fields.text("actor");
    FieldErrors.actorProblem(claimed).ifPresent(problem -> fields.error("actor", problem));
    String name = caller.name();
    if (name != null) {
      return new Person(name, false);
    }
    if (claimed == null && needsSubmitter(program)) {
      fields.error(
          "actor",
          "required, because the template does not allow the submitter of a job to decide"
              + " (expected: your name)");
    }
    return claimed == null ? null : new Person(claimed, true);
  }

  private static boolean needsSubmitter(Program program) {
    return program.definition().gates().stream().anyMatch(Gate::notSubmitter);
  }

  private Program find(String tenant, String template, String version) {
    return programs
        .find(tenant, template, version)
        .orElseThrow(() -> InstalledTemplates.notFound(template, version, programs.names(tenant)));
  }

  /// The seeds of a body; empty if it has none.
  public List<Seed> seeds(BodyFields fields, List<FieldError> errors) {
    List<Json> items = fields.array("seeds");
    if (items == null) {
      return List.of();
    }
    if (items.size() > settings.maxSeeds()) {
      fields.error(
          "seeds", items.size() + " seeds (expected: at most " + settings.maxSeeds() + ")");
      return List.of();
    }
    List<Seed> seeds = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      String pointer = FieldError.pointer("/seeds", i);
      if (items.get(i) instanceof Json.Obj object) {
        seeds.add(seed(pointer, object, errors));
      } else {
        errors.add(
            new FieldError(pointer, BodyFields.describe(items.get(i)) + " (expected: an object)"));
      }
    }
    return seeds;
  }

  private Seed seed(String pointer, Json.Obj object, List<FieldError> errors) {
    BodyFields fields = new BodyFields(pointer, object, SEED_MEMBERS, errors);
    Seed seed =
        new Seed(fields.requiredText("id"), fields.requiredText("content"), fields.object("data"));
    long bytes = utf8Length(seed.content());
    if (bytes > settings.maxSeedBytes()) {
      fields.error("content", bytes + " bytes (expected: at most " + settings.maxSeedBytes() + ")");
    }
    return seed;
  }

  private static long utf8Length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Each half of a surrogate pair counts for two of the four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  static @Nullable String correlationId(BodyFields fields) {
    String id = fields.text("correlation_id");
    if (id == null) {
      return null;
    }
    boolean good = !id.isEmpty() && id.length() <= MAX_CORRELATION_ID;
    if (!good || id.chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
      fields.error(
          "correlation_id",
          "\""
              + BodyFields.shortened(id)
              + "\" (expected: 1 to "
              + MAX_CORRELATION_ID
              + " characters, none of them control characters)");
      return null;
    }
    return id;
  }

  static void metadata(BodyFields fields) {
    Json.Obj metadata = fields.object("metadata");
    if (metadata != null && metadata.canonical().length() > MAX_METADATA_LENGTH) {
      fields.error(
          "metadata", "too large (expected: at most " + MAX_METADATA_LENGTH + " characters)");
    }
  }
}
