/// What callers can do with webhooks.
@NullMarked
package dev.converge.runtime.operations.webhook;

import org.jspecify.annotations.NullMarked;
