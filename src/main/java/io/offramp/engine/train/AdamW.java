// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.torch.TemporaryModule;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101) with gradients clipped by their global norm
 * (Pascanu et al. 2013, arXiv 1211.5063), as one call into libtorch a step.
 *
 * <p>With G the Euclidean norm of all gradients taken together and a bound M, gradients are divided
 * by max(1, G/M). Then, for step t from 1, rate r and decay d, every weight w is multiplied by 1 -
 * r d and moved by -r m' / (sqrt(v') + 1e-8), where m and v are the running means of g and g² with
 * factors 0.9 and 0.999, m' = m / (1 - 0.9^t) and v' = v / (1 - 0.999^t). All weights decay, and
 * every weight moves at each step, that of a word which the batch lacks as well.
 */
final class AdamW implements AutoCloseable {
  private static final String SCRIPT =
      """
        def step(self: __torch__.AdamW, weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], variances: List[Tensor], steps: List[Tensor], rate: float) -> Tensor:
          norm = torch.norm(torch.stack(torch._foreach_norm(gradients)))
          scale = $SCALE
          _0 = torch._fused_adamw_(weights, gradients, means, variances, annotate(List[Tensor], []), steps, lr=rate, beta1=0.9, beta2=0.999, weight_decay=$DECAY, eps=1e-08, amsgrad=False, maximize=False, grad_scale=scale)
          _1 = torch._foreach_zero_(gradients)
          return norm
      """;

  private final TorchModule script;
  private final NDManager manager;
  private final List<NDArray> weights;
  private final List<NDArray> means = new ArrayList<>();
  private final List<NDArray> variances = new ArrayList<>();
  private int steps;

  private AdamW(TorchModule script, List<NDArray> weights) {
    this.script = script;
    this.manager = script.newScope();
    this.weights = List.copyOf(weights);
  }

  /**
   * Before the first step.
   *
   * @param weights changed in place; gradients are theirs
   * @param decay d
   * @param clipNorm M; empty: gradients are used as they are
   * @throws IOException if the temporary archive cannot be written
   */
  static AdamW of(List<NDArray> weights, double decay, OptionalDouble clipNorm) throws IOException {
    AdamW optimizer = new AdamW(script(decay, clipNorm), weights);
    for (NDArray weight : weights) {
      optimizer.means.add(optimizer.manager.zeros(weight.getShape()));
      optimizer.variances.add(optimizer.manager.zeros(weight.getShape()));
    }
    return optimizer;
  }

  private static TorchModule script(double decay, OptionalDouble clipNorm) throws IOException {
    String scale =
        clipNorm.isPresent()
            ? "torch.clamp(torch.div(norm, %s), 1.0)".formatted(clipNorm.getAsDouble())
            : "torch.ones([])";
    String methods = SCRIPT.replace("$SCALE", scale).replace("$DECAY", Double.toString(decay));
    return TemporaryModule.of(
        new TorchScriptModule("AdamW", List.of(), List.of(), methods), Device.cpu());
  }

  /**
   * Moves all weights by their gradients, and sets these to 0.
   *
   * @param rate r
   * @return the gradients' norm G before clipping; not finite if the weights are spoilt now
   */
  float step(double rate) {
    steps++;
    List<NDArray> gradients = new ArrayList<>();
    try (NDManager scope = manager.newSubManager()) {
      weights.forEach(weight -> gradients.add(weight.getGradient()));
      NDArray count = scope.create((float) steps);
      List<List<NDArray>> lists =
          List.of(weights, gradients, means, variances, Collections.nCopies(weights.size(), count));
      return script.callLists("step", lists, rate, scope).getFloat();
    } finally {
      gradients.forEach(NDArray::close);
    }
  }

  /** Steps taken. */
  int steps() {
    return steps;
  }

  /** The running means of gradients, by weight, copied. */
  List<float[]> means() {
    return means.stream().map(NDArray::toFloatArray).toList();
  }

  /** The running means of squared gradients, by weight, copied. */
  List<float[]> variances() {
    return variances.stream().map(NDArray::toFloatArray).toList();
  }

  /** Goes on after that many steps, with the means that they left. */
  void resume(int stepsTaken, List<float[]> firstMoments, List<float[]> secondMoments) {
    replace(means, firstMoments);
    replace(variances, secondMoments);
    steps = stepsTaken;
  }

  private void replace(List<NDArray> moments, List<float[]> values) {
    for (int i = 0; i < moments.size(); i++) {
      Shape shape = moments.get(i).getShape();
      moments.get(i).close();
      moments.set(i, manager.create(values.get(i), shape));
    }
  }

  @Override
  public void close() {
    manager.close();
    script.close();
  }
}
