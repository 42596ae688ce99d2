package dev.converge.domain.flow;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.text.EnumWord;

/// What a search plan looks for. Its fact has the word in its data.
enum PlanRole {
  /// The whole invention.
  WHOLE(2),
  /// One of its elements.
  ELEMENT(1);

  private static final String MEMBER = "role";

  private final int weight;

  PlanRole(int weight) {
    this.weight = weight;
  }

  /// The role of a plan or a query. One that was written before there were roles says in words that
  /// it is about the whole.
  static PlanRole of(Json.Obj data) {
    String role = OptionalMembers.textOrEmpty(data, MEMBER);
    boolean whole =
        role.isEmpty()
            ? OptionalMembers.textOrEmpty(data, "about").equals("the whole")
            : role.equals(EnumWord.of(WHOLE));
    return whole ? WHOLE : ELEMENT;
  }

  /// Puts the role where [#of] reads it.
  Json.Builder in(Json.Builder data) {
    return data.put(MEMBER, EnumWord.of(this));
  }

  /// How much a place in this plan's list of hits counts.
  int weight() {
    return weight;
  }
}
