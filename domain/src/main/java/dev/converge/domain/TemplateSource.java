package dev.converge.domain;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The two files of a template, as somebody gave them. Immutable.
public final class TemplateSource {
  private final String specName;
  private final byte[] spec;
  private final String wiringName;
  private final byte[] wiring;

  /// Copies the bytes.
  ///
  /// @param specName name of the spec's file; `.truth` and `.truths` may say `Truth:`
  /// @param spec its bytes
  /// @param wiringName name of the wiring's file, for problems
  /// @param wiring its bytes
  public TemplateSource(String specName, byte[] spec, String wiringName, byte[] wiring) {
    this.specName = specName;
    this.spec = spec.clone();
    this.wiringName = wiringName;
    this.wiring = wiring.clone();
  }

  /// Two texts; the spec's file is named as the wiring says.
  public static TemplateSource of(String template, String spec, String wiring) {
    return new TemplateSource(
        "",
        spec.getBytes(StandardCharsets.UTF_8),
        template + ".yaml",
        wiring.getBytes(StandardCharsets.UTF_8));
  }

  /// The spec's name; the wiring's own where none was given.
  String specName(Optional<Wiring> wired) {
    if (!specName.isEmpty()) {
      return specName;
    }
    int dot = wiringName.lastIndexOf('.');
    String base = dot < 0 ? wiringName : wiringName.substring(0, dot);
    return wired.map(Wiring::spec).orElse(base + ".feature");
  }

  byte[] spec() {
    return spec.clone();
  }

  String wiringName() {
    return wiringName;
  }

  byte[] wiring() {
    return wiring.clone();
  }
}
