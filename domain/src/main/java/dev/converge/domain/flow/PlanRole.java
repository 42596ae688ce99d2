package dev.converge.domain.flow;

/// What a search plan looks for. Its fact says it as the member `about` of its data: a fixed word
/// for the whole invention, the text of the element for anything else.
enum PlanRole {
  /// The whole invention.
  WHOLE(2),
  /// One of its elements.
  ELEMENT(1);

  static final String ABOUT_THE_WHOLE = "the whole";

  private final int weight;

  PlanRole(int weight) {
    this.weight = weight;
  }

  static PlanRole of(String about) {
    return about.equals(ABOUT_THE_WHOLE) ? WHOLE : ELEMENT;
  }

  /// How much a place in this plan's list of hits counts.
  int weight() {
    return weight;
  }
}
