/// What every feature's HTTP needs: resources by path, strict JSON bodies, content negotiation.
@NullMarked
package dev.converge.runtime.http;

import org.jspecify.annotations.NullMarked;
