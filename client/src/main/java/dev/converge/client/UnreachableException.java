package dev.converge.client;

/// A request without an answer. What it asked for may have been done all the same.
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
