// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

/**
 * What a checkpoint calls the two linear layers of a classifier; {@code .weight} and {@code .bias}
 * follow.
 *
 * @param dense between the pooled vector and the classifier
 * @param out the classifier
 */
record HeadNames(String dense, String out) {
  /** Its tensor that a bundle calls {@code head_k_} and then {@code part}. */
  String of(String part) {
    return part.startsWith("dense_") ? dense + part.replace("dense_", ".") : out + "." + part;
  }
}
