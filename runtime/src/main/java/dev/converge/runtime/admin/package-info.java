/// Administration over HTTP: API keys and the administrative log.
@NullMarked
package dev.converge.runtime.admin;

import org.jspecify.annotations.NullMarked;
