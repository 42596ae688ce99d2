package dev.converge.domain.template;

import dev.converge.domain.template.wiring.WiringReader;
import java.nio.charset.StandardCharsets;

/// The two files of a template, as they were supplied. Immutable.
public final class TemplateSource {
  private final String specName;
  private final byte[] spec;
  private final String wiringName;
  private final byte[] wiring;

  /// Copies the bytes.
  ///
  /// @param specName name of the spec's file; `.truth` and `.truths` files may begin with `Truth:`
  /// @param spec its bytes
  /// @param wiringName name of the wiring's file, for problems
  /// @param wiring its bytes
  public TemplateSource(String specName, byte[] spec, String wiringName, byte[] wiring) {
    this.specName = specName;
    this.spec = spec.clone();
    this.wiringName = wiringName;
    this.wiring = wiring.clone();
  }

  /// A source from two texts; the spec's file has the name that the wiring gives.
  public static TemplateSource of(String template, String spec, String wiring) {
    return new TemplateSource(
        "",
        spec.getBytes(StandardCharsets.UTF_8),
        template + ".yaml",
        wiring.getBytes(StandardCharsets.UTF_8));
  }

  /// The name of the spec; if none was given, the name in the wiring.
  String specName(String wiringText) {
    if (!specName.isEmpty()) {
      return specName;
    }
    int dot = wiringName.lastIndexOf('.');
    String base = dot < 0 ? wiringName : wiringName.substring(0, dot);
    return WiringReader.specName(wiringText).orElse(base + ".feature");
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
