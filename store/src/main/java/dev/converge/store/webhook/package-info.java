/// Webhooks in a database: the statements that work on every database.
@NullMarked
package dev.converge.store.webhook;

import org.jspecify.annotations.NullMarked;
