/// The contract, as a file and as a page for people.
@NullMarked
package dev.converge.runtime.docs;

import org.jspecify.annotations.NullMarked;
