// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import org.jspecify.annotations.Nullable;

/**
 * A row as it comes from the user's data: anything may be missing.
 *
 * @param text first text
 * @param pair second text, for models of text pairs
 */
public record RowText(@Nullable String text, @Nullable String pair) {}
