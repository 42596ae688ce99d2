package dev.converge.domain.patent.claim;

import java.util.List;
import java.util.Map;

/// What is said to be done with a thing, as what somebody does: "cooled" becomes "cooling", "blown"
/// "blowing".
final class Participles {
  private static final Map<String, String> IRREGULAR =
      Map.ofEntries(
          Map.entry("bent", "bending"),
          Map.entry("blown", "blowing"),
          Map.entry("bound", "binding"),
          Map.entry("broken", "breaking"),
          Map.entry("brought", "bringing"),
          Map.entry("built", "building"),
          Map.entry("burnt", "burning"),
          Map.entry("cast", "casting"),
          Map.entry("caught", "catching"),
          Map.entry("cut", "cutting"),
          Map.entry("drawn", "drawing"),
          Map.entry("driven", "driving"),
          Map.entry("fed", "feeding"),
          Map.entry("found", "finding"),
          Map.entry("frozen", "freezing"),
          Map.entry("given", "giving"),
          Map.entry("heard", "hearing"),
          Map.entry("held", "holding"),
          Map.entry("hung", "hanging"),
          Map.entry("kept", "keeping"),
          Map.entry("laid", "laying"),
          Map.entry("lit", "lighting"),
          Map.entry("made", "making"),
          Map.entry("put", "putting"),
          Map.entry("read", "reading"),
          Map.entry("run", "running"),
          Map.entry("sent", "sending"),
          Map.entry("set", "setting"),
          Map.entry("sewn", "sewing"),
          Map.entry("shaken", "shaking"),
          Map.entry("shown", "showing"),
          Map.entry("slid", "sliding"),
          Map.entry("split", "splitting"),
          Map.entry("spread", "spreading"),
          Map.entry("spun", "spinning"),
          Map.entry("taken", "taking"),
          Map.entry("thrown", "throwing"),
          Map.entry("woven", "weaving"),
          Map.entry("written", "writing"));

  /// Those that do not end in -ed.
  static final List<String> ALL = IRREGULAR.keySet().stream().sorted().toList();

  private Participles() {}

  /// @param participle one of these, or one that ends in -ed
  static String doing(String participle) {
    String known = IRREGULAR.get(participle);
    if (known != null) {
      return known;
    }
    String stem = participle.substring(0, participle.length() - 2);
    return (stem.endsWith("i") ? stem.substring(0, stem.length() - 1) + "y" : stem) + "ing";
  }
}
