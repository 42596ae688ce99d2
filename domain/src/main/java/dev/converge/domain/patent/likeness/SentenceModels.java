package dev.converge.domain.patent.likeness;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// Finds the sentence model among what was added to the class path.
public final class SentenceModels {
  private SentenceModels() {}

  /// The one that is installed. It is loaded now, which takes seconds.
  ///
  /// @throws ConvergeException with `INVALID` if there is none or it cannot be loaded
  public static SentenceModel installed() {
    try {
      return ServiceLoader.load(SentenceModel.class)
          .findFirst()
          .orElseThrow(() ->
              new ConvergeException(
                  ErrorCode.INVALID,
                  "patent_likeness: no sentence model is installed (expected: CONVERGE_LIB names"
                      + " the folder likeness/target/lib; see docs/patent-search.md)"));
    } catch (ServiceConfigurationError | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ConvergeException(
          ErrorCode.INVALID,
          "patent_likeness: the sentence model cannot be loaded: " + cause.getMessage(),
          e);
    }
  }
}
