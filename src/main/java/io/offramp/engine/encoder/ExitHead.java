// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.Optional;

/**
 * How an exit turns hidden states into logits.
 *
 * @param pooling that makes one vector [W] of a row
 * @param hidden the activation after a dense layer [W,W] that stands between pooling and
 *     classifier; none if there is no such layer. BERT's pooler is such a layer, by tanh
 */
public record ExitHead(Pooling pooling, Optional<Activation> hidden) {
  /** A classifier upon the pooled vector. */
  public static ExitHead linear(Pooling pooling) {
    return new ExitHead(pooling, Optional.empty());
  }
}
