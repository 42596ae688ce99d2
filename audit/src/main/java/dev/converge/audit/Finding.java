package dev.converge.audit;

import dev.converge.core.text.EnumWord;

/// A result of a verification.
///
/// @param check what was checked
/// @param level whether it is correct
/// @param where file, and line or event, if it concerns one; may be empty
/// @param message what is wrong, and what was expected
public record Finding(Check check, Level level, String where, String message) {
  /// What is checked, in this order.
  public enum Check {
    /// The archive is exactly the one that its files require, byte for byte.
    ARCHIVE,
    /// The manifest has a known form and agrees with the other files.
    MANIFEST,
    /// The manifest was signed with the key.
    SIGNATURE,
    /// The key is the trusted one.
    KEY,
    /// Every file has the size and digest in the manifest.
    DIGEST,
    /// Template name, version and hash agree with its two files.
    TEMPLATE,
    /// Every event's hash covers it and the previous hash.
    CHAIN,
    /// Events are numbered from 1 without gaps.
    SEQUENCE,
    /// Every event belongs to the run.
    RUN,
    /// The admitted seeds are the submitted ones.
    SEEDS,
    /// Every model call is listed, under the hash of its request.
    MODEL_CALLS,
    /// The facts are those that the events promoted.
    FACTS,
    /// The result's hash is the hash of the facts, seeds, versions and template.
    RESULT,
    /// What a fork took over names an event of its original.
    ORIGIN,
    /// Content that was erased.
    ERASURE;

    /// Its name in lowercase.
    public String word() {
      return EnumWord.of(this);
    }
  }

  /// Whether it is correct.
  public enum Level {
    /// Something is wrong: the bundle is not valid.
    PROBLEM,
    /// Worth knowing.
    NOTE
  }

  /// Whether something is wrong.
  public boolean isProblem() {
    return level == Level.PROBLEM;
  }

  @Override
  public String toString() {
    return check.word() + (where.isEmpty() ? "" : ": " + where) + ": " + message;
  }
}
