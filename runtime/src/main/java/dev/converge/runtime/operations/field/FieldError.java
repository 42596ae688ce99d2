package dev.converge.runtime.operations.field;

/// One thing that is wrong with a body.
///
/// @param pointer where: a JSON pointer (RFC 6901); empty for the whole body
/// @param message what is wrong, and what would be right
public record FieldError(String pointer, String message) {
  /// The pointer to a member of what another pointer points to.
  public static String pointer(String parent, String member) {
    return parent + '/' + member.replace("~", "~0").replace("/", "~1");
  }

  /// The pointer to an element of what another pointer points to.
  public static String pointer(String parent, int index) {
    return parent + '/' + index;
  }
}
