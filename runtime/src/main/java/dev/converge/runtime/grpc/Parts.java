package dev.converge.runtime.grpc;

import dev.converge.engine.Engine;
import dev.converge.engine.JobStore;
import dev.converge.engine.Timers;
import dev.converge.runtime.jobs.SubmissionReader;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What the service stands on.
///
/// @param audit or `null` if there are no bundles
/// @param executor runs what may block: a virtual thread for each task
/// @param version of the server
/// @param maxMessageBytes of a message that a client sends
record Parts(
    Engine engine,
    JobStore jobs,
    SubmissionReader reader,
    TemplateList templates,
    @Nullable AuditBundles audit,
    Executor executor,
    Timers timers,
    String version,
    int maxMessageBytes) {}
