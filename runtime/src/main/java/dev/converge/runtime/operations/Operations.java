package dev.converge.runtime.operations;

import dev.converge.engine.Engine;
import dev.converge.engine.run.Programs;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.submission.SubmissionReader;
import dev.converge.runtime.operations.template.InstalledTemplates;
import dev.converge.runtime.operations.template.ProgramList;
import dev.converge.runtime.operations.template.TemplateOperations;
import dev.converge.runtime.operations.webhook.WebhookOperations;
import dev.converge.runtime.operations.webhook.WebhookTerms;

/// All operations of a server. Every transport maps these and nothing else.
///
/// @param jobs submits and reads jobs
/// @param control cancels, pauses and resumes runs and changes their budgets
/// @param proposals accepts decisions and observations
/// @param events reads and follows events
/// @param forks forks runs
/// @param audit replays runs, exports bundles and erases content
/// @param templates lists, reads, checks and installs templates
/// @param usage reports the usage of quotas
/// @param webhooks adds, lists and removes webhooks
public record Operations(
    JobOperations jobs,
    ControlOperations control,
    ProposalOperations proposals,
    EventOperations events,
    ForkOperations forks,
    AuditOperations audit,
    TemplateOperations templates,
    UsageOperations usage,
    WebhookOperations webhooks) {
  /// The operations on an engine's jobs.
  ///
  /// @param entrance that every call passes
  /// @param programs that can be run
  /// @param templates that can be read and installed
  /// @param listed the programs that are listed
  /// @param terms for webhooks
  public static Operations of(
      Entrance entrance,
      Engine engine,
      JobStore jobs,
      Programs programs,
      InstalledTemplates templates,
      ProgramList listed,
      JobSettings settings,
      Quotas quotas,
      WebhookTerms terms) {
    WebhookOperations webhooks = new WebhookOperations(entrance, terms);
    SubmissionReader reader = new SubmissionReader(programs, settings, webhooks.reader());
    RunFinder runs = new RunFinder(jobs);
    RunInputs inputs = new RunInputs(engine);
    return new Operations(
        new JobOperations(entrance, engine, jobs, runs, reader, quotas, webhooks),
        new ControlOperations(entrance, engine, runs, inputs, settings.ceiling(), quotas),
        new ProposalOperations(entrance, engine, jobs, runs, inputs),
        new EventOperations(entrance, engine, jobs, runs),
        new ForkOperations(entrance, engine, runs, programs, settings, quotas, webhooks.reader()),
        new AuditOperations(entrance, engine, runs),
        new TemplateOperations(entrance, templates, listed),
        new UsageOperations(entrance, quotas),
        webhooks);
  }
}
