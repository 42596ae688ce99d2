/// Formats of reports: Markdown, HTML and DOCX.
@NullMarked
package dev.converge.report.format;

import org.jspecify.annotations.NullMarked;
