// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

/**
 * Numbers that attention's scores gain by how far two tokens stand apart (T5, Raffel et al. 2020,
 * arXiv 1910.10683; MPNet, Song et al. 2020, arXiv 2004.09297). One table [buckets, heads] serves
 * all layers.
 *
 * <p>Half of the buckets are for tokens that stand behind, half for the others. Of each half the
 * first half holds one distance each; the rest grow with the distance's logarithm up to {@code
 * maxDistance}, from which on all share the last.
 *
 * @param buckets number of distances that are told apart
 * @param maxDistance in tokens
 */
public record RelativeAttention(int buckets, int maxDistance) {
  /**
   * Checks both.
   *
   * @throws IllegalArgumentException naming the one that does not fit
   */
  public RelativeAttention {
    if (buckets < 4 || buckets % 4 != 0) {
      throw new IllegalArgumentException(
          "Cannot tell %d buckets of distance apart (must be a multiple of 4)".formatted(buckets));
    }
    if (maxDistance <= buckets / 4) {
      throw new IllegalArgumentException(
          "Cannot spread %d buckets over distances up to %d (must be more than %d)"
              .formatted(buckets, maxDistance, buckets / 4));
    }
  }
}
