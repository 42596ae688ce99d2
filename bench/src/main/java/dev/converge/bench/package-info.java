/// Benchmarks: JMH for what happens inside a process, a load harness for what is seen from outside.
@NullMarked
package dev.converge.bench;

import org.jspecify.annotations.NullMarked;
