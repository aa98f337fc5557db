// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.HiddenStates;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A module whose every result is checked for type, shape and range. Not closed here. */
final class CheckedModule {
  /** By how much the sum of a row's probabilities may miss 1. */
  static final double SUM_TOLERANCE = 1e-3;

  private static final String ERROR = "Error: ";

  /** What libtorch adds to the name of a class. */
  private static final String ADDRESS = " \\(of Python compilation unit at: \\w+\\)";

  private final TorchModule module;
  private final HiddenStates states;
  private final ModuleShape shape;
  private final int paddingId;
  private final String cannot;

  /**
   * A module that was loaded on the CPU.
   *
   * @param cannot how messages begin, such as "Cannot import model.pt"
   */
  CheckedModule(
      TorchModule module, HiddenStates states, ModuleShape shape, int paddingId, String cannot) {
    this.module = module;
    this.states = states;
    this.shape = shape;
    this.paddingId = paddingId;
    this.cannot = cannot;
  }

  /** Refuses a module that lacks a method which the engine calls. */
  void requireMethods() {
    List<String> there = module.methods();
    List<String> needed = new ArrayList<>(List.of("embed"));
    for (int exit = 1; exit <= shape.exits(); exit++) {
      needed.add("segment_" + exit);
      needed.add("exit_" + exit);
    }
    for (String method : needed) {
      if (!there.contains(method)) {
        throw refusal(
            "method %s is missing (the manifest has %d exits; methods there: %s)"
                .formatted(
                    method, shape.exits(), there.isEmpty() ? "none" : String.join(", ", there)));
      }
    }
    for (String more : List.of("segment_", "exit_")) {
      String next = more + (shape.exits() + 1);
      if (there.contains(next)) {
        throw refusal(
            "the manifest has %d exits, but the module has a method %s (describe all exits, or leave the method out)"
                .formatted(shape.exits(), next));
      }
    }
  }

  boolean hasForward() {
    return module.methods().contains("forward");
  }

  /** Hidden states in a precision; the caller closes them. */
  NDArray embed(List<TokenizedText> rows, int length, Precision precision, NDManager scope) {
    try (TokenBatch batch = TokenBatch.of(rows, length, paddingId, scope)) {
      NDArray hidden = call("embed", batch.ids(), batch.types());
      requireShape(
          "embed", hidden, "the width of the manifest", rows.size(), length, shape.width());
      if (!isReal(hidden.getDataType())) {
        throw refusal("method embed gave %s (must be float32)".formatted(type(hidden)));
      }
      return states.in(precision, hidden);
    }
  }

  /** Hidden states after a segment; the caller closes them. */
  NDArray segment(int exit, NDArray hidden, NDArray mask) {
    String method = "segment_" + exit;
    NDArray after = call(method, hidden, mask);
    requireShape(method, after, "the width of the manifest", hidden.getShape().getShape());
    if (after.getDataType() != hidden.getDataType()) {
      throw refusal(
          "method %s gave %s of %s (must be of the same type)"
              .formatted(method, type(after), type(hidden)));
    }
    return after;
  }

  /** What an exit says, a row's C probabilities each. */
  float[][] exit(int exit, NDArray hidden, NDArray mask) {
    try (NDArray answer = call("exit_" + exit, hidden, mask)) {
      return probabilities("exit_" + exit, answer, Math.toIntExact(hidden.getShape().get(0)));
    }
  }

  /** What {@code forward} says. */
  float[][] forward(List<TokenizedText> rows, int length, NDManager scope) {
    try (TokenBatch batch = TokenBatch.of(rows, length, paddingId, scope);
        NDArray answer = call("forward", batch.ids(), batch.types(), batch.mask())) {
      return probabilities("forward", answer, rows.size());
    }
  }

  private float[][] probabilities(String method, NDArray answer, int rows) {
    requireShape(method, answer, "the labels of the manifest", rows, shape.classes());
    if (answer.getDataType() != DataType.FLOAT32) {
      throw refusal(
          "method %s gave %s (must be float32; end with .float())".formatted(method, type(answer)));
    }
    float[] flat = answer.toFloatArray();
    float[][] probabilities = new float[rows][];
    for (int row = 0; row < rows; row++) {
      float[] own = Arrays.copyOfRange(flat, row * shape.classes(), (row + 1) * shape.classes());
      double sum = IntStream.range(0, own.length).mapToDouble(label -> own[label]).sum();
      boolean each =
          IntStream.range(0, own.length)
              .allMatch(label -> own[label] >= 0 && own[label] <= 1 + SUM_TOLERANCE);
      if (!each || !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
        throw refusal(
            "method %s gave %s, whose sum is %s (must be probabilities, whose sum is 1; end with .softmax(-1))"
                .formatted(method, shown(own), (float) sum));
      }
      probabilities[row] = own;
    }
    return probabilities;
  }

  private static String shown(float[] values) {
    int most = 4;
    String some = Arrays.toString(Arrays.copyOf(values, Math.min(most, values.length)));
    return values.length <= most ? some : some.replace("]", ", …]");
  }

  private NDArray call(String method, NDArray... inputs) {
    try {
      return module.callForTensor(method, inputs);
    } catch (EngineException e) {
      List<String> given = Arrays.stream(inputs).map(CheckedModule::shown).toList();
      throw new ModuleException(
          "%s: method %s failed on %s: %s (must take %s)"
              .formatted(cannot, method, String.join(", ", given), said(e), takes(method)),
          e);
    }
  }

  private static String takes(String method) {
    return switch (method) {
      case "embed" -> "ids and types, int64 [B,N]";
      case "forward" -> "ids and types, int64 [B,N], and mask, bool [B,N]";
      default -> "hidden [B,N,W] and mask, bool [B,N]";
    };
  }

  /** The line of a traceback that says what is wrong. */
  static String said(Exception failure) {
    List<String> lines =
        String.valueOf(failure.getMessage())
            .lines()
            .map(line -> line.replaceAll(ADDRESS, "").strip())
            .toList();
    return lines.stream()
        .filter(line -> line.contains(ERROR))
        .map(line -> line.substring(line.indexOf(ERROR) + ERROR.length()))
        .findFirst()
        .orElseGet(
            () -> lines.stream().filter(line -> !line.isEmpty()).findFirst().orElse("no reason"));
  }

  private void requireShape(String method, NDArray result, String what, long... must) {
    long[] shown = result.getShape().getShape();
    if (!Arrays.equals(shown, must)) {
      throw refusal(
          "method %s gave %s (must be %s, %s)".formatted(method, sizes(shown), sizes(must), what));
    }
  }

  private static String sizes(long[] shape) {
    return LongStream.of(shape).boxed().toList().toString().replace(" ", "");
  }

  private static String shown(NDArray array) {
    return type(array) + " " + sizes(array.getShape().getShape());
  }

  private static String type(NDArray array) {
    return switch (array.getDataType()) {
      case BOOLEAN -> "bool";
      case UNKNOWN -> "bfloat16"; // DJL has no name for what it reads as that
      default -> array.getDataType().name().toLowerCase(Locale.ROOT);
    };
  }

  private static boolean isReal(DataType type) {
    return type.isFloating() || type == DataType.UNKNOWN;
  }

  HiddenStates states() {
    return states;
  }

  ModuleException refusal(String why) {
    return new ModuleException("%s: %s".formatted(cannot, why));
  }

  ModuleException refusal(String why, Throwable cause) {
    return new ModuleException("%s: %s".formatted(cannot, why), cause);
  }
}
