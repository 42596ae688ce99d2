/// A document without a format: headings, paragraphs, lists and tables.
@NullMarked
package dev.converge.report.document;

import org.jspecify.annotations.NullMarked;
