/// The host that runs cores: it asks agents, writes the journal, sets timers and recovers runs.
@NullMarked
package dev.converge.engine;

import org.jspecify.annotations.NullMarked;
