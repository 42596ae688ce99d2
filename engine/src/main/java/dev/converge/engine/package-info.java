/// The host that runs cores: it asks agents, keeps the journal, wakes timers and recovers runs.
@NullMarked
package dev.converge.engine;

import org.jspecify.annotations.NullMarked;
