/// The text of a template's files, places in it, problems found there, and values that are written
/// in it: numbers, durations and versions.
@NullMarked
package dev.converge.domain.template.source;

import org.jspecify.annotations.NullMarked;
