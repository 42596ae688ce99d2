/// Webhooks in a database: the statements that every database understands.
@NullMarked
package dev.converge.store.webhook;

import org.jspecify.annotations.NullMarked;
