/// The contract, as it is and to be read by people.
@NullMarked
package dev.converge.runtime.docs;

import org.jspecify.annotations.NullMarked;
