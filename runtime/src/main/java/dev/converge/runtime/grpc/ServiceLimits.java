package dev.converge.runtime.grpc;

import dev.converge.runtime.operations.submission.JobSettings;
import java.time.Duration;

/// The configured limits that the service enforces or reports to clients.
///
/// @param maxMessageBytes of a message from a client
/// @param maxSeeds of a job
/// @param maxSeedBytes of a seed
/// @param longestWait for the end of a run
record ServiceLimits(int maxMessageBytes, int maxSeeds, int maxSeedBytes, Duration longestWait) {
  static ServiceLimits of(int maxMessageBytes, JobSettings jobs, Duration longestWait) {
    return new ServiceLimits(maxMessageBytes, jobs.maxSeeds(), jobs.maxSeedBytes(), longestWait);
  }
}
