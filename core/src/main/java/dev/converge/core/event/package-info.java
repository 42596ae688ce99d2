/// Types of events, the parts that their contents share, and how they are stored.
@NullMarked
package dev.converge.core.event;

import org.jspecify.annotations.NullMarked;
