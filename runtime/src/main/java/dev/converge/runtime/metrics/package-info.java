/// Figures of what runs and how long it takes, for Prometheus.
@NullMarked
package dev.converge.runtime.metrics;

import org.jspecify.annotations.NullMarked;
