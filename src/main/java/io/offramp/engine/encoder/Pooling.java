// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.Locale;

/** How an exit turns hidden states [B, N, W] into one vector a row [B, W]. */
public enum Pooling {
  /** Mean over the row's own tokens; padding does not count. */
  MEAN,
  /** The first token's hidden state, as BERT's {@code [CLS]}. */
  CLS;

  /** Name in files and flags. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The pooling of that id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Pooling ofId(String id) {
    for (Pooling pooling : values()) {
      if (pooling.id().equals(id)) {
        return pooling;
      }
    }
    throw new IllegalArgumentException("Cannot pool by '" + id + "' (must be mean or cls)");
  }
}
