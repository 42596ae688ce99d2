/// Patent search: the port, its queries and documents, the local index and the remote sources.
@NullMarked
package dev.converge.domain.patent.search;

import org.jspecify.annotations.NullMarked;
