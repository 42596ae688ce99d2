/// Reports on runs: what a run came to, with its sources, its cost and its proof, for people who
/// were not there. Made of a run's events alone.
@NullMarked
package dev.converge.report;

import org.jspecify.annotations.NullMarked;
