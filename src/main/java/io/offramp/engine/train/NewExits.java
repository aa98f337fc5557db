// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTensors;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.NumberHeads;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.torchscript.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An encoder with its exits placed anew: the backbone's tensors stay, exits get linear heads upon
 * what the last one pools, and the last exit's own head stays if it is to.
 */
public final class NewExits {
  private static final Pattern HEAD = Pattern.compile("head_(\\d+)(_.*)");

  private final EncoderShape before;
  private final EncoderShape shape;
  private final boolean keepsLast;

  private NewExits(EncoderShape before, EncoderShape shape, boolean keepsLast) {
    this.before = before;
    this.shape = shape;
    this.keepsLast = keepsLast;
  }

  /**
   * Exits after some layers.
   *
   * @param before the encoder as it is
   * @param layers ascending, the last layer among them
   * @param classes of the new exits
   * @param keepsLast whether the last exit keeps its head
   * @throws IllegalArgumentException if no exits can stand there, or the last exit's head is of
   *     another number of classes
   */
  public static NewExits of(
      EncoderShape before, List<Integer> layers, int classes, boolean keepsLast) {
    return of(before, layers, classes, keepsLast, before.task());
  }

  /**
   * The same for another task than the encoder's exits had, perhaps.
   *
   * @throws IllegalArgumentException if no exits can stand there, or the last exit's head is of
   *     another number of classes or another task
   */
  public static NewExits of(
      EncoderShape before, List<Integer> layers, int classes, boolean keepsLast, Task task) {
    if (keepsLast && before.task() != task) {
      throw new IllegalArgumentException(
          "Cannot keep the last exit, whose task is %s, among exits of task %s (must be the same; fit it anew)"
              .formatted(before.task().id(), task.id()));
    }
    if (keepsLast && before.classes() != classes) {
      throw new IllegalArgumentException(
          "Cannot keep the last exit, which tells %d classes apart, among exits of %d (must be as many; fit it anew)"
              .formatted(before.classes(), classes));
    }
    ExitHead last = before.head(before.exits());
    List<ExitHead> heads = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      boolean kept = keepsLast && i == layers.size() - 1;
      heads.add(kept ? last : ExitHead.linear(last.pooling()));
    }
    EncoderShape shape = before.withExits(layers, heads, classes, task);
    NewExits exits = new NewExits(before, shape, keepsLast);
    return task == Task.REGRESSION ? exits.withNumbers(before.numbers()) : exits;
  }

  /** The same where the labels of a regression lie elsewhere than those of the encoder before. */
  public NewExits withNumbers(NumberScale numbers) {
    return new NewExits(before, shape.withNumbers(numbers), keepsLast);
  }

  /** The encoder as it will be. */
  public EncoderShape shape() {
    return shape;
  }

  /** Number of exits K. */
  public int exits() {
    return shape.exits();
  }

  /** Whether an exit (1-based) keeps the head it has. */
  public boolean keeps(int exit) {
    return keepsLast && exit == exits();
  }

  /**
   * The tensors of {@link #shape}, in the archive's order.
   *
   * @param weights of the encoder as it was
   * @param heads by exit; of an exit that keeps its own, anything
   */
  public List<Tensor> weights(List<Tensor> weights, List<LinearHead> heads) {
    Map<String, Tensor> old =
        weights.stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
    List<Tensor> tensors = new ArrayList<>();
    for (EncoderTensors.Spec spec : EncoderTensors.specs(shape)) {
      Matcher head = HEAD.matcher(spec.name());
      tensors.add(
          head.matches()
              ? head(spec, Integer.parseInt(head.group(1)), head.group(2), old, heads)
              : Objects.requireNonNull(old.get(spec.name())));
    }
    return tensors;
  }

  private Tensor head(
      EncoderTensors.Spec spec,
      int exit,
      String part,
      Map<String, Tensor> old,
      List<LinearHead> heads) {
    long[] sizes = spec.shape().stream().mapToLong(Long::longValue).toArray();
    if (keeps(exit)) {
      float[] kept = lastHead(part, old);
      boolean rescaled = shape.task() == Task.REGRESSION && part.equals("_bias");
      return new Tensor(
          spec.name(),
          sizes,
          rescaled
              ? NumberHeads.rescaled(
                  lastHead("_weight", old), kept, before.numbers(), shape.numbers())
              : kept);
    }
    LinearHead head = heads.get(exit - 1);
    return new Tensor(spec.name(), sizes, part.equals("_bias") ? head.bias() : head.weights());
  }

  /** Of the last exit as it was. */
  private float[] lastHead(String part, Map<String, Tensor> old) {
    return Objects.requireNonNull(old.get("head_" + before.exits() + part)).values();
  }
}
