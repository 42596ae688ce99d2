/// Webhooks: sends events about jobs to URLs, at least once, from the journal.
@NullMarked
package dev.converge.runtime.webhooks;

import org.jspecify.annotations.NullMarked;
