// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.util.List;
import java.util.stream.IntStream;

/** What logits say where several labels may apply. */
public final class LabelSets {
  private LabelSets() {}

  /** The classes of logit 0 or more, which are those of probability 0.5 or more, ascending. */
  public static List<Integer> ofLogits(float[] logits) {
    return IntStream.range(0, logits.length).filter(c -> logits[c] >= 0).boxed().toList();
  }
}
