package dev.converge.runtime.http;

import org.jspecify.annotations.Nullable;

/// Where people find things in the console.
///
/// @param base the address of the console, without a slash at its end
public record ConsoleLinks(String base) {
  /// Paths of this server, for whoever knows under which address it is reached.
  public static final ConsoleLinks PATHS = new ConsoleLinks("/console");

  /// Below an address.
  ///
  /// @param url of the console, or `null` for paths of this server
  public static ConsoleLinks at(@Nullable String url) {
    return url == null ? PATHS : new ConsoleLinks(url.replaceFirst("/+$", ""));
  }

  /// The page of a job.
  public String job(String jobId) {
    return base + "/jobs/" + jobId;
  }

  /// The page of a proposal.
  public String proposal(String jobId, String proposalId) {
    return job(jobId) + "/proposals/" + proposalId;
  }
}
