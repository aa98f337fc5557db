// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds an {@link Objective} to an encoder's module, so that a step is one call.
 *
 * <p>Methods added, {@code labels} being [B] int64, or where several may apply [B,C] float32 of 0
 * and 1, or of a regression [B] float32:
 *
 * <ul>
 *   <li>{@code exit_losses(logits [K,B,C], labels) -> [K]}: each exit's mean loss, in nats
 *   <li>{@code objective(ids, types, mask, keep, labels) -> []}: their weighted mean
 * </ul>
 */
final class ObjectiveScript {
  /** The method that a step calls. */
  static final String METHOD = "objective";

  private static final String WEIGHTS = "objective_weights";

  private static final String LOSSES =
      """
        def exit_losses(self: __torch__.$CLASS, logits: Tensor, labels: Tensor) -> Tensor:
          exits = torch.size(logits, 0)
          rows = torch.size(logits, 1)
          places = torch.expand(torch.view(labels, [1, rows, 1]), [exits, rows, 1])
          right = torch.gather(torch.log_softmax(logits, -1), 2, places)
          entropies = torch.neg(torch.mean(torch.squeeze(right, 2), [1]))
      """;

  private static final String PLAIN = "    return entropies\n";

  private static final String DISTILLED =
      """
          inner = torch.log_softmax(torch.div(torch.slice(logits, 0, 0, $INNER), $T), -1)
          given = torch.log_softmax(torch.div(torch.detach(torch.slice(logits, 0, $INNER, $ALL)), $T), -1)
          gaps = torch.mul(torch.exp(given), torch.sub(given, inner))
          lessons = torch.mul(torch.mean(torch.sum(gaps, [2]), [1]), $LESSON)
          own = torch.mul(torch.slice(entropies, 0, 0, $INNER), $OWN)
          return torch.cat([torch.add(own, lessons), torch.slice(entropies, 0, $INNER, $ALL)])
      """;

  /**
   * Binary cross-entropies from logits z to targets y, ln(1 + exp(z)) - y z, summed over classes.
   */
  private static final String SET_LOSSES =
      """
        def exit_losses(self: __torch__.$CLASS, logits: Tensor, labels: Tensor) -> Tensor:
          each = torch.sub(torch.softplus(logits), torch.mul(logits, torch.unsqueeze(labels, 0)))
          entropies = torch.mean(torch.sum(each, [2]), [1])
      """;

  /** The divergence of a class's answer g from z's is the cross-entropy to g less g's entropy. */
  private static final String SET_DISTILLED =
      """
          inner = torch.div(torch.slice(logits, 0, 0, $INNER), $T)
          given = torch.div(torch.detach(torch.slice(logits, 0, $INNER, $ALL)), $T)
          share = torch.sigmoid(given)
          spoken = torch.sub(torch.softplus(given), torch.mul(given, share))
          heard = torch.sub(torch.softplus(inner), torch.mul(inner, share))
          lessons = torch.mul(torch.mean(torch.sum(torch.sub(heard, spoken), [2]), [1]), $LESSON)
          own = torch.mul(torch.slice(entropies, 0, 0, $INNER), $OWN)
          return torch.cat([torch.add(own, lessons), torch.slice(entropies, 0, $INNER, $ALL)])
      """;

  /**
   * Half the square of the gap between number and target, by which the number learns; and a tenth
   * of z + exp(-z) |gap|, by which the spread exp(z) learns, of the gap as it is.
   */
  private static final String NUMBER_LOSSES =
      """
        def number_losses(self: __torch__.$CLASS, logits: Tensor, targets: Tensor) -> Tensor:
          gaps = torch.sub(torch.select(logits, 2, 0), targets)
          halves = torch.mul(torch.mul(gaps, gaps), 0.5)
          spreads = torch.clamp(torch.select(logits, 2, 1), -$MOST, $MOST)
          shares = torch.mul(torch.exp(torch.neg(spreads)), torch.abs(torch.detach(gaps)))
          surprise = torch.mul(torch.add(spreads, shares), 0.1)
          return torch.mean(torch.add(halves, surprise), [1])
        def exit_losses(self: __torch__.$CLASS, logits: Tensor, labels: Tensor) -> Tensor:
          entropies = self.number_losses(logits, torch.unsqueeze(labels, 0))
      """;

  /** The last exit's numbers take the place of the labels. */
  private static final String NUMBER_DISTILLED =
      """
          given = torch.detach(torch.select(torch.slice(logits, 0, $INNER, $ALL), 2, 0))
          inner = torch.slice(logits, 0, 0, $INNER)
          lessons = torch.mul(self.number_losses(inner, given), $SHARE)
          own = torch.mul(torch.slice(entropies, 0, 0, $INNER), $OWN)
          return torch.cat([torch.add(own, lessons), torch.slice(entropies, 0, $INNER, $ALL)])
      """;

  private static final String OBJECTIVE =
      """
        def objective(self: __torch__.$CLASS, ids: Tensor, types: Tensor, mask: Tensor, keep: Tensor, labels: Tensor) -> Tensor:
          losses = self.exit_losses(self.exit_logits(ids, types, mask, keep), labels)
          return torch.mean(torch.mul(losses, self.objective_weights))
      """;

  private ObjectiveScript() {}

  /** The encoder's module with the objective's methods. */
  static TorchScriptModule addTo(
      TorchScriptModule encoder, EncoderShape shape, Objective objective) {
    List<Double> weights = objective.weights().of(shape.exitLayers());
    float[] values = new float[weights.size()];
    for (int exit = 0; exit < values.length; exit++) {
      values[exit] = weights.get(exit).floatValue();
    }
    List<Tensor> buffers = new ArrayList<>(encoder.buffers());
    buffers.add(new Tensor(WEIGHTS, new long[] {values.length}, values));
    return new TorchScriptModule(
        encoder.className(),
        encoder.parameters(),
        buffers,
        encoder.methods() + methods(encoder.className(), shape, objective));
  }

  private static String methods(String className, EncoderShape shape, Objective objective) {
    int exits = shape.exits();
    boolean plain = objective.distill() == 0 || exits == 1;
    double temperature = objective.temperature();
    String losses =
        switch (shape.task()) {
          case SINGLE_LABEL -> LOSSES + (plain ? PLAIN : DISTILLED);
          case MULTI_LABEL -> SET_LOSSES + (plain ? PLAIN : SET_DISTILLED);
          case REGRESSION -> NUMBER_LOSSES + (plain ? PLAIN : NUMBER_DISTILLED);
        };
    return (losses + OBJECTIVE)
        .replace("$MOST", Integer.toString(Task.MOST_LOG_SPREAD))
        .replace("$SHARE", Double.toString(objective.distill()))
        .replace("$CLASS", className)
        .replace("$INNER", Integer.toString(exits - 1))
        .replace("$ALL", Integer.toString(exits))
        .replace("$LESSON", Double.toString(objective.distill() * temperature * temperature))
        .replace("$OWN", Double.toString(1 - objective.distill()))
        .replace("$T", Double.toString(temperature));
  }
}
