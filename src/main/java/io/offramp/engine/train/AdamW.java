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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101) with gradients clipped by their global norm
 * (Pascanu et al. 2013, arXiv 1211.5063), as one call into libtorch a step.
 *
 * <p>With G the Euclidean norm of all gradients taken together and a bound M, gradients are divided
 * by max(1, G/M). Then, for step t from 1, rate r (its own part of the step's rate) and decay d,
 * every weight w is multiplied by 1 - r d and moved by -r m' / (sqrt(v') + 1e-8), where m and v are
 * the running means of g and g² with factors 0.9 and 0.999, m' = m / (1 - 0.9^t) and v' = v / (1 -
 * 0.999^t). All weights decay, and every weight moves at each step, that of a word which the batch
 * lacks as well.
 */
final class AdamW implements AutoCloseable {
  private static final String SCRIPT =
      """
        def step(self: __torch__.AdamW, gradients: List[Tensor]$GROUPS, rate: float) -> Tensor:
          norm = torch.norm(torch.stack(torch._foreach_norm(gradients)))
          scale = $SCALE
      $MOVES    _1 = torch._foreach_zero_(gradients)
          return norm
      """;

  /** Parameters that learn at one rate; a slice of one list would not be seen to be changed. */
  private static final String GROUP =
      ", weights$N: List[Tensor], gradients$N: List[Tensor], means$N: List[Tensor], variances$N: List[Tensor], steps$N: List[Tensor]";

  private static final String MOVE =
      """
          _0 = torch._fused_adamw_(weights$N, gradients$N, means$N, variances$N, annotate(List[Tensor], []), steps$N, lr=torch.mul(rate, $FACTOR), beta1=0.9, beta2=0.999, weight_decay=$DECAY, eps=1e-08, amsgrad=False, maximize=False, grad_scale=scale)
      """;

  /** Neighbours that learn at one rate, from one place to before another. */
  private record Group(int from, int to, double rate) {
    static List<Group> of(double[] rates) {
      List<Group> groups = new ArrayList<>();
      int from = 0;
      for (int to = 1; to <= rates.length; to++) {
        if (to == rates.length || rates[to] != rates[from]) {
          groups.add(new Group(from, to, rates[from]));
          from = to;
        }
      }
      return groups;
    }

    <T> List<T> of(List<T> all) {
      return all.subList(from, to);
    }
  }

  private final TorchModule script;
  private final NDManager manager;
  private final List<NDArray> weights;
  private final List<Group> groups;
  private final List<NDArray> means = new ArrayList<>();
  private final List<NDArray> variances = new ArrayList<>();
  private int steps;

  private AdamW(TorchModule script, List<NDArray> weights, List<Group> groups) {
    this.script = script;
    this.manager = script.newScope();
    this.weights = List.copyOf(weights);
    this.groups = groups;
  }

  /**
   * Before the first step.
   *
   * @param weights changed in place; gradients are theirs
   * @param rates what the rate of each weight is multiplied by
   * @param decay d
   * @param clipNorm M; empty: gradients are used as they are
   * @throws IOException if the temporary archive cannot be written
   */
  static AdamW of(List<NDArray> weights, double[] rates, double decay, OptionalDouble clipNorm)
      throws IOException {
    List<Group> groups = Group.of(rates);
    AdamW optimizer = new AdamW(script(groups, decay, clipNorm), weights, groups);
    for (NDArray weight : weights) {
      optimizer.means.add(optimizer.manager.zeros(weight.getShape()));
      optimizer.variances.add(optimizer.manager.zeros(weight.getShape()));
    }
    return optimizer;
  }

  private static TorchModule script(List<Group> groups, double decay, OptionalDouble clipNorm)
      throws IOException {
    String scale =
        clipNorm.isPresent()
            ? "torch.clamp(torch.div(norm, %s), 1.0)".formatted(clipNorm.getAsDouble())
            : "torch.ones([])";
    StringBuilder arguments = new StringBuilder();
    StringBuilder moves = new StringBuilder();
    for (int i = 0; i < groups.size(); i++) {
      String number = Integer.toString(i);
      arguments.append(GROUP.replace("$N", number));
      moves.append(MOVE.replace("$N", number).replace("$FACTOR", number(groups.get(i).rate())));
    }
    String methods =
        SCRIPT
            .replace("$GROUPS", arguments)
            .replace("$SCALE", scale)
            .replace("$MOVES", moves)
            .replace("$DECAY", number(decay));
    return TemporaryModule.of(
        new TorchScriptModule("AdamW", List.of(), List.of(), methods), Device.cpu());
  }

  /** As TorchScript reads it: with a point and without an exponent. */
  private static String number(double value) {
    String plain = BigDecimal.valueOf(value).toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
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
      List<NDArray> counts = Collections.nCopies(weights.size(), count);
      List<List<NDArray>> lists = new ArrayList<>();
      lists.add(gradients);
      for (Group group : groups) {
        for (List<NDArray> all : List.of(weights, gradients, means, variances, counts)) {
          lists.add(group.of(all));
        }
      }
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
