package dev.converge.domain.formula;

/// A formula that does not compile or has no value for a fact.
public final class FormulaException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message what is wrong, for people
  public FormulaException(String message) {
    super(message);
  }

  /// What is wrong, for people.
  public String what() {
    return String.valueOf(getMessage());
  }
}
