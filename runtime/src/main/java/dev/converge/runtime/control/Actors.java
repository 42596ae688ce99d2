package dev.converge.runtime.control;

import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.http.BodyFields;
import dev.converge.runtime.http.Exchange;

/// Who acts: the authenticated principal, or else whoever the request says, which is kept as
/// asserted.
///
/// @param name of the actor
/// @param asserted whether the name is only claimed
record Actors(String name, boolean asserted) {
  private static final String NOBODY = "anonymous";
  private static final int MAX_LENGTH = 200;

  static Actors of(Exchange exchange, BodyFields fields) {
    String claimed = fields.text("actor");
    if (claimed != null && (claimed.isBlank() || claimed.length() > MAX_LENGTH)) {
      fields.error("actor", "the name is too long or blank (expected: 1 to 200 characters)");
    }
    String unproved = claimed == null ? NOBODY : claimed;
    return Principal.of(exchange.ctx())
        .actor()
        .map(name -> new Actors(name, false))
        .orElseGet(() -> new Actors(unproved, true));
  }
}
