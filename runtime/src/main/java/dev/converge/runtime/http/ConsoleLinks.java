package dev.converge.runtime.http;

import org.jspecify.annotations.Nullable;

/// Links to the console for people.
///
/// @param base the address of the console, without a trailing slash
public record ConsoleLinks(String base) {
  /// Paths of this server, for clients that know its address.
  public static final ConsoleLinks PATHS = new ConsoleLinks("/console");

  /// Links below an address.
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
