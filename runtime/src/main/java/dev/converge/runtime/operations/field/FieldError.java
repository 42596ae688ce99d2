package dev.converge.runtime.operations.field;

/// A problem in a body.
///
/// @param pointer JSON pointer (RFC 6901); empty for the whole body
/// @param message what is wrong, and what would be right
public record FieldError(String pointer, String message) {
  /// The pointer to a member of the object at a pointer.
  public static String pointer(String parent, String member) {
    return parent + '/' + member.replace("~", "~0").replace("/", "~1");
  }

  /// The pointer to an element of the array at a pointer.
  public static String pointer(String parent, int index) {
    return parent + '/' + index;
  }
}
