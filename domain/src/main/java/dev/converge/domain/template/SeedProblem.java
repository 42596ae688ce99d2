package dev.converge.domain.template;

/// Something that is wrong with the seeds of a job.
///
/// @param pointer to the member of the job's JSON (RFC 6901), such as `/seeds/0/id`
/// @param message what is wrong, and what would be right
public record SeedProblem(String pointer, String message) {}
