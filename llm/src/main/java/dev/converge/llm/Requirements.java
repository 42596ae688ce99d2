package dev.converge.llm;

import dev.converge.core.json.Json;
import java.util.Optional;

/// Reads an agent's requirements, as its wiring says them.
final class Requirements {
  private Requirements() {}

  static boolean flag(Json.Obj requirements, String name) {
    return requirements.get(name).filter(value -> value.equals(Json.of(true))).isPresent();
  }

  static Optional<Double> number(Json.Obj requirements, String name) {
    return requirements
        .get(name)
        .flatMap(value -> value instanceof Json.Num(double n) ? Optional.of(n) : Optional.empty());
  }

  static Optional<String> text(Json.Obj requirements, String name) {
    return requirements
        .get(name)
        .flatMap(value -> value instanceof Json.Str(String s) ? Optional.of(s) : Optional.empty());
  }
}
