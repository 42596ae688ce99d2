package dev.converge.runtime;

import dev.converge.core.text.EnumWord;
import dev.converge.domain.template.Templates;
import dev.converge.engine.Engine;
import dev.converge.engine.run.Programs;
import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.MemoryAdminLog;
import dev.converge.engine.store.MemoryTemplates;
import dev.converge.runtime.audit.CompareFeature;
import dev.converge.runtime.capabilities.CapabilitiesFeature;
import dev.converge.runtime.capabilities.ServerParts;
import dev.converge.runtime.console.ConsoleFeature;
import dev.converge.runtime.control.ControlFeature;
import dev.converge.runtime.control.ProposalsFeature;
import dev.converge.runtime.docs.DocsFeature;
import dev.converge.runtime.explain.ExplainFeature;
import dev.converge.runtime.health.HealthFeature;
import dev.converge.runtime.health.ReadinessCheck;
import dev.converge.runtime.jobs.ForkFeature;
import dev.converge.runtime.jobs.JobsFeature;
import dev.converge.runtime.jobs.SubmitHandler;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.admin.AdminTrail;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.ScopeCheck;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.template.InstalledTemplates;
import dev.converge.runtime.operations.template.ProgramList;
import dev.converge.runtime.operations.webhook.WebhookTerms;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.streams.Streams;
import dev.converge.runtime.streams.StreamsFeature;
import dev.converge.runtime.templates.TemplatesFeature;
import dev.converge.runtime.usage.UsageFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists the features that every server has, over one engine. A server adds further ones: gRPC,
/// metrics, audit.
///
/// @param operations that the features map
/// @param engine that runs the jobs
/// @param jobs the engine's store of jobs
/// @param streams open streams
/// @param templates installed templates
/// @param settings of jobs
/// @param offered the parts of the process
/// @param entrance that every operation passes
/// @param adminLog log of administrative acts
public record Features(
    Operations operations,
    Engine engine,
    JobStore jobs,
    Streams streams,
    Templates templates,
    JobSettings settings,
    ServerParts offered,
    Entrance entrance,
    AdminLog adminLog) {

  /// For an engine and its store of jobs, with the installed templates.
  public static Features over(
      Engine engine,
      JobStore jobs,
      AdminLog adminLog,
      InstalledTemplates templates,
      JobSettings settings,
      ServerParts offered,
      Quotas quotas,
      WebhookTerms webhooks) {
    return over(
        engine,
        jobs,
        adminLog,
        templates.templates(),
        templates,
        settings,
        offered,
        quotas,
        webhooks);
  }

  /// For an engine and its store of jobs, on a server whose programs come from elsewhere and that
  /// has no quotas and sends no webhooks. Its administrative log is not kept after the process
  /// ends.
  ///
  /// @param programs that can be run
  /// @param templates that can be read and installed
  public static Features over(
      Engine engine,
      JobStore jobs,
      Programs programs,
      InstalledTemplates templates,
      JobSettings settings,
      ServerParts offered) {
    return over(engine, jobs, programs, templates, settings, offered, WebhookTerms.forgotten());
  }

  /// The same, with webhooks.
  ///
  /// @param programs that can be run
  /// @param templates that can be read and installed
  public static Features over(
      Engine engine,
      JobStore jobs,
      Programs programs,
      InstalledTemplates templates,
      JobSettings settings,
      ServerParts offered,
      WebhookTerms webhooks) {
    AdminLog log = new MemoryAdminLog(Runnable::run);
    return over(engine, jobs, log, programs, templates, settings, offered, Quotas.none(), webhooks);
  }

  /// Over an engine and its store of jobs, for a server whose programs come from elsewhere.
  ///
  /// @param programs that can be run
  /// @param templates that can be read and installed
  public static Features over(
      Engine engine,
      JobStore jobs,
      AdminLog adminLog,
      Programs programs,
      InstalledTemplates templates,
      JobSettings settings,
      ServerParts offered,
      Quotas quotas,
      WebhookTerms webhooks) {
    Entrance entrance =
        new Entrance(List.of(new ScopeCheck(), new AdminTrail(adminLog, engine::now)));
    return new Features(
        Operations.of(
            entrance,
            engine,
            jobs,
            programs,
            templates,
            ProgramList.installed(templates.templates()),
            settings,
            quotas,
            webhooks),
        engine,
        jobs,
        new Streams(engine),
        templates.templates(),
        settings,
        offered,
        entrance,
        adminLog);
  }

  /// For an engine and its store of jobs, on a server whose programs come from elsewhere: what
  /// clients install is not kept after the process ends.
  ///
  /// @param more further checks for readiness, besides engine and store
  public static List<Feature> of(
      Engine engine,
      JobStore jobs,
      Programs programs,
      JobSettings settings,
      List<ReadinessCheck> more) {
    Templates templates = programs instanceof Templates installed ? installed : Templates.shipped();
    ServerParts offered =
        new ServerParts(
            "", List.of(), List.of(), EnumWord.of(settings.defaultMode()), List.of(), List.of());
    InstalledTemplates installed =
        new InstalledTemplates(templates, new MemoryTemplates(Runnable::run), engine::now);
    return over(engine, jobs, programs, installed, settings, offered).all(more);
  }

  /// All features, in a list that can be extended.
  ///
  /// @param more further checks for readiness, besides engine and store
  public List<Feature> all(List<ReadinessCheck> more) {
    List<Feature> all = new ArrayList<>();
    List<ReadinessCheck> checks = new ArrayList<>(checks(engine, jobs, more));
    checks.add(anyTemplates());
    all.add(new HealthFeature(checks));
    SubmitHandler submit = new SubmitHandler(operations.jobs(), operations.events(), streams);
    all.add(new JobsFeature(operations.jobs(), submit, engine::drain));
    all.add(new ForkFeature(operations.forks(), operations.jobs()));
    all.add(new StreamsFeature(operations.events(), streams));
    all.add(new ControlFeature(operations.control()));
    all.add(new ProposalsFeature(operations.proposals()));
    all.add(new ExplainFeature(operations.jobs()));
    all.add(new CompareFeature(operations.audit()));
    all.add(new TemplatesFeature(operations.templates(), settings.maxSeeds()));
    all.add(new CapabilitiesFeature(offered, settings, engine::listeners));
    all.add(new UsageFeature(operations.usage()));
    all.add(new DocsFeature());
    all.add(new ConsoleFeature());
    return all;
  }

  private ReadinessCheck anyTemplates() {
    return new ReadinessCheck(
        "templates",
        () -> problem(!templates.list().isEmpty(), "none are loaded"),
        () -> refused(templates.refused()));
  }

  private static Optional<String> refused(List<Templates.Refused> refused) {
    if (refused.isEmpty()) {
      return Optional.empty();
    }
    // Names only, because anyone can ask. The problems are in the log.
    return Optional.of(
        "not loaded: " + String.join(", ", refused.stream().map(Templates.Refused::name).toList()));
  }

  /// The checks for readiness.
  ///
  /// @param more besides engine and store
  public static List<ReadinessCheck> checks(
      Engine engine, JobStore jobs, List<ReadinessCheck> more) {
    List<ReadinessCheck> checks = new ArrayList<>();
    checks.add(
        ReadinessCheck.recoveringLate(
            "store", () -> problem(jobs.writable(), "cannot be written"), System::nanoTime));
    checks.add(
        new ReadinessCheck(
            "recovery", () -> problem(engine.recovered(), "interrupted runs not recovered")));
    checks.add(
        new ReadinessCheck("engine", () -> problem(!engine.draining(), "takes no more work")));
    checks.add(new ReadinessCheck("memory", engine::memoryProblem));
    checks.addAll(more);
    return List.copyOf(checks);
  }

  private static Optional<String> problem(boolean good, String otherwise) {
    return good ? Optional.empty() : Optional.of(otherwise);
  }
}
