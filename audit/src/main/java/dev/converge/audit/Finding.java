package dev.converge.audit;

import dev.converge.core.text.EnumWord;

/// Something that a verification has to say.
///
/// @param check what was checked
/// @param level whether it fits
/// @param where file, and line or event, if it is about one; may be empty
/// @param message what does not fit, and what was expected
public record Finding(Check check, Level level, String where, String message) {
  /// What is checked, in this order.
  public enum Check {
    /// The archive is the one that its files have, byte for byte.
    ARCHIVE,
    /// The manifest is of a known form and says what the other files say.
    MANIFEST,
    /// The manifest was signed with the key.
    SIGNATURE,
    /// The key is the trusted one.
    KEY,
    /// Every file has the size and digest that the manifest gives.
    DIGEST,
    /// Template name, version and hash fit its two files.
    TEMPLATE,
    /// Every event's hash covers it and the hash before.
    CHAIN,
    /// Events are numbered from 1 without gaps.
    SEQUENCE,
    /// Every event is of the run.
    RUN,
    /// The seeds admitted are those submitted.
    SEEDS,
    /// Every model call is listed, under the hash of its request.
    MODEL_CALLS,
    /// The facts are those that the events promoted.
    FACTS,
    /// The result's hash is that of the facts, seeds, versions and template.
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

  /// Whether it fits.
  public enum Level {
    /// Something does not fit: the bundle is not valid.
    PROBLEM,
    /// Worth knowing.
    NOTE
  }

  /// Whether something does not fit.
  public boolean isProblem() {
    return level == Level.PROBLEM;
  }

  @Override
  public String toString() {
    return check.word() + (where.isEmpty() ? "" : ": " + where) + ": " + message;
  }
}
