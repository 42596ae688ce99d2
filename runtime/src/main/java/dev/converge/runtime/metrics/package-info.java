/// Metrics of runs and their duration, for Prometheus.
@NullMarked
package dev.converge.runtime.metrics;

import org.jspecify.annotations.NullMarked;
