package dev.converge.domain.patent.index;

import java.util.Set;

/// Names of elements that are read otherwise than most.
final class MarkupNames {
  /// Elements whose text runs on with what is around them.
  static final Set<String> INLINE =
      Set.of(
          "b",
          "i",
          "u",
          "o",
          "sub",
          "sup",
          "sub2",
          "sup2",
          "smallcaps",
          "figref",
          "claim-ref",
          "crossref",
          "pdat",
          "hil",
          "bold",
          "italic",
          "ulink",
          "sb",
          "sp",
          "fgref",
          "clref",
          "highlight",
          "cross-reference",
          "superscript",
          "subscript",
          "stext",
          "ptext");

  /// Elements that say nothing in words.
  static final Set<String> SILENT =
      Set.of(
          "maths",
          "math",
          "us-math",
          "us-chemistry",
          "chemistry",
          "drawings",
          "img",
          "tables",
          "table",
          "emi",
          "math-us",
          "chem-us",
          "cwu",
          "in-line-formulae",
          "image",
          "figure");

  /// Elements that SGML never closes.
  static final Set<String> EMPTY =
      Set.of(
          "cited-by-examiner",
          "cited-by-other",
          "emi",
          "img",
          "br",
          "figure",
          "chem-us",
          "ppac",
          "b597us");

  private MarkupNames() {}
}
