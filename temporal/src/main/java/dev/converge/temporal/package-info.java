/// Runs inside Temporal: a thin workflow for each run, with turns and agent calls as its
/// activities. All state stays in the journal.
@NullMarked
package dev.converge.temporal;

import org.jspecify.annotations.NullMarked;
