/// Text of a template's files, places in it and problems found there, and the values that are
/// written in it: numbers, durations and versions.
@NullMarked
package dev.converge.domain.template.source;

import org.jspecify.annotations.NullMarked;
