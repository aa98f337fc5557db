// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an exit's head comes from.
 *
 * @param head how it makes logits of hidden states
 * @param temperature that divides them
 * @param names of its tensors; none if it was never fitted
 */
record HeadSource(ExitHead head, double temperature, Optional<HeadNames> names) {
  /**
   * The heads of exits: what an export wrote for a layer, else after the last layer the
   * checkpoint's classifier, else one that was never fitted.
   *
   * @param exported what an export wrote, if its tensors are still there
   */
  static List<HeadSource> of(
      List<Integer> exitLayers,
      Optional<OfframpSection> exported,
      HfConfig config,
      Family family,
      CheckpointTensors tensors,
      Pooling pooling) {
    List<HeadSource> heads = new ArrayList<>();
    for (int layer : exitLayers) {
      Optional<OfframpSection.Exit> own = exported.flatMap(section -> section.trainedAfter(layer));
      if (own.isPresent()) {
        OfframpSection.Exit exit = own.get();
        heads.add(new HeadSource(exit.head(), exit.temperature(), Optional.of(exit.tensors())));
      } else if (layer == config.layers() && hasClassifier(config, family, tensors)) {
        heads.add(new HeadSource(family.exitHead(), 1, Optional.of(family.head())));
      } else {
        heads.add(new HeadSource(ExitHead.linear(pooling), 1, Optional.empty()));
      }
    }
    return heads;
  }

  /** Whether the checkpoint has a classifier of texts. */
  private static boolean hasClassifier(HfConfig config, Family family, CheckpointTensors tensors) {
    if (config.saysClassifier()) {
      return true;
    }
    return config.mayClassify()
        && tensors.has(family.head().of("weight"))
        && tensors.has(family.head().of("dense_weight"));
  }
}
