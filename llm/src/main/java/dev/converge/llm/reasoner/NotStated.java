package dev.converge.llm.reasoner;

import java.io.Serial;

/// Something that a contract asks for and that nothing read says. The agent fails with it.
final class NotStated extends Exception {
  @Serial private static final long serialVersionUID = 1;

  NotStated(String what) {
    super(what, null, false, false);
  }

  String what() {
    return String.valueOf(getMessage());
  }
}
