/// What every store of API keys does.
@NullMarked
package dev.converge.testkit.key;

import org.jspecify.annotations.NullMarked;
