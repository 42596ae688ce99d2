/// What events are made of: their types, what their contents have in common, and how they are
/// stored.
@NullMarked
package dev.converge.core.event;

import org.jspecify.annotations.NullMarked;
