package dev.converge.report.document;

/// A stretch of text within a line.
public sealed interface Span {

  /// Its text, without any markup.
  String text();

  /// Text as it is. Line breaks are kept.
  ///
  /// @param text any text
  record Plain(String text) implements Span {}

  /// Text that stands out.
  ///
  /// @param text any text
  record Strong(String text) implements Span {}

  /// An id, a hash or a command.
  ///
  /// @param text any text
  record Code(String text) implements Span {}

  /// A reference to a place in the same document.
  ///
  /// @param text to show
  /// @param anchor of the place, as in [Block.Heading] or [Block.Cell]
  record Reference(String text, String anchor) implements Span {}

  /// A link to the web. Formats show it as plain text unless it is `http` or `https`.
  ///
  /// @param text to show
  /// @param address where it leads
  record Link(String text, String address) implements Span {
    /// Whether the address can be opened without risk.
    public boolean isWeb() {
      return address.startsWith("https://") || address.startsWith("http://");
    }
  }
}
