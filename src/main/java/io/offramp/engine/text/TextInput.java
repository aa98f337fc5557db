// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one row brings to the encoder: a text, or a text and its pair.
 *
 * @param text the text; may be empty
 * @param pair the second text of a sentence-pair task, or null where the task has none
 */
public record TextInput(String text, @Nullable String pair) {
  /** Checks the text. */
  public TextInput {
    Objects.requireNonNull(text, "text");
  }
}
