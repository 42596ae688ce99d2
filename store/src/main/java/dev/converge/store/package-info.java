/// What every store shares: the ports together, how a store is opened, and the form of a journal
/// row.
@NullMarked
package dev.converge.store;

import org.jspecify.annotations.NullMarked;
