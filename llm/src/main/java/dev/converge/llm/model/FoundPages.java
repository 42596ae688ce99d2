package dev.converge.llm.model;

/// Pages that a search found.
public final class FoundPages {
  /// Bytes of pages that a request shows at most.
  public static final int MOST_SHOWN_BYTES = 32_000;

  private FoundPages() {}
}
