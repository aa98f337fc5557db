// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

/**
 * What joint training minimises: the weighted mean over the exits of their losses.
 *
 * <p>The last exit's loss is the cross-entropy to the labels; where several labels may apply, the
 * sum over the classes of the binary ones, and of divergences likewise; of a regression see below.
 * With a share X above 0, each earlier exit also learns what the last one says (self-distillation:
 * Zhang et al. 2019, arXiv 1905.08094; for exits of an encoder Liu et al. 2020, FastBERT, arXiv
 * 2004.02178): (1-X) times its cross-entropy plus X T² times the Kullback-Leibler divergence of its
 * answers from the last exit's, both softened by the temperature T (Hinton et al. 2015, arXiv
 * 1503.02531). The last exit's answers count as given there: no gradient flows into it from the
 * others' lessons, though the layers below serve all.
 *
 * <p>A regression's loss is half the square of the gap between a number and its label, plus a tenth
 * of z + exp(-z) |gap|, the negative log-likelihood, but for a constant, of the gap as one that is
 * spread by Laplace's law, exp(z) on average. That each row has a spread of its own is Nix and
 * Weigend's ("Estimating the mean and variance of the target probability distribution", ICNN 1994),
 * who suppose normal gaps; by squares of gaps over small spreads, training is easily thrown off. No
 * gradient flows from the likelihood into the number: else a row that is found hard would be learnt
 * from less (Seitzer et al. 2022, arXiv 2203.09168). The two have nothing but the encoder in
 * common, and the tenth says that it is there for numbers first. What exits learn from the last one
 * is its number in the label's place; no temperature softens it.
 *
 * @param weights of the exits
 * @param distill X, within 0 to 1
 * @param temperature T
 */
public record Objective(ExitWeights weights, double distill, double temperature) {
  /** The plain mean of cross-entropies. */
  public static final Objective MEAN = new Objective(ExitWeights.EQUAL, 0, 2);

  /** Checks the numbers. */
  public Objective {
    if (!(distill >= 0 && distill <= 1)) {
      throw new IllegalArgumentException(
          "Cannot train with distillation share %s (must be within 0 to 1)".formatted(distill));
    }
    if (!(temperature >= 0.1 && temperature <= 100)) {
      throw new IllegalArgumentException(
          "Cannot train with distillation temperature %s (must be within 0.1 to 100)"
              .formatted(temperature));
    }
  }
}
