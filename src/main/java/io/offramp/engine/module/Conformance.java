// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.Noise;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Runs a module on random rows, as scoring would, and refuses it where it breaks the contract.
 *
 * <p>Seen are shapes, types and ranges on several batches; that calls repeat, leave their inputs
 * alone and give tensors of their own; that a row's answer is its own, whatever its neighbours, its
 * padding and what runs between its segments. What is not seen: rows that only real texts make.
 */
final class Conformance {
  /** By how much a probability may differ where a row is run in another way, by precision. */
  static final double TOLERANCE = 1e-3;

  static final double BF16_TOLERANCE = 0.05;

  /** By how much the same call may differ: kernels may add in another order. */
  private static final double REPEAT_TOLERANCE = 1e-5;

  private static final int LENGTH = 16;
  private static final int[] LENGTHS = {LENGTH, 3, 9, 1};

  /**
   * How a row's probabilities move with the batch that it runs in.
   *
   * @param most by how much one moved at most
   * @param beyondNoise whether one moved by more than rows near a threshold are run alone for
   */
  record Seen(double most, boolean beyondNoise) {}

  private final CheckedModule module;
  private final ModuleShape shape;
  private final int tokenTypes;
  private final Precision precision;
  private final double tolerance;
  private final Random random;
  private double wobble;
  private boolean beyondNoise;

  private Conformance(
      CheckedModule module, ModuleShape shape, int tokenTypes, Precision precision, long seed) {
    this.module = module;
    this.shape = shape;
    this.tokenTypes = tokenTypes;
    this.precision = precision;
    this.tolerance = precision == Precision.FP32 ? TOLERANCE : BF16_TOLERANCE;
    this.random = new Random(seed);
  }

  /**
   * Runs all checks in a precision.
   *
   * @param tokenTypes that the tokenizer tells apart
   * @param scope of the module's device; what is made in it is closed
   * @return what was seen where a row was run in another way
   * @throws ModuleException naming the method, what it did and what it must do
   */
  static Seen run(
      CheckedModule module,
      ModuleShape shape,
      int tokenTypes,
      Precision precision,
      long seed,
      NDManager scope) {
    Conformance run = new Conformance(module, shape, tokenTypes, precision, seed);
    module.requireMethods();
    run.runsAtEachSize(scope);
    run.keepsItsInputs(scope);
    run.answersRowsAlike(scope);
    return new Seen(run.wobble, run.beyondNoise);
  }

  private int cut(int length) {
    return Math.min(length, shape.maxLength());
  }

  private TokenizedText row(int length) {
    int[] ids = random.ints(length, 0, shape.vocabularySize()).toArray();
    int[] types = new int[length];
    Arrays.fill(types, length / 2, length, tokenTypes - 1);
    return new TokenizedText(ids, types, false);
  }

  private List<TokenizedText> rows(int... lengths) {
    List<TokenizedText> rows = new ArrayList<>();
    for (int length : lengths) {
      rows.add(row(cut(length)));
    }
    return rows;
  }

  /** One row, several, rows of different lengths, and one as long as may be. */
  private void runsAtEachSize(NDManager scope) {
    answers(rows(8), cut(8), scope);
    answers(rows(LENGTH, LENGTH, LENGTH), cut(LENGTH), scope);
    answers(rows(LENGTHS), cut(LENGTH), scope);
    List<TokenizedText> longest = rows(shape.maxLength());
    answers(longest, shape.maxLength(), scope);
    if (module.hasForward() && precision == Precision.FP32) { // scoring calls it in no other
      module.forward(longest, shape.maxLength(), scope);
      List<TokenizedText> some = rows(LENGTHS);
      float[][][] each = answers(some, cut(LENGTH), scope);
      float[][] at = module.forward(some, cut(LENGTH), scope);
      double apart = apart(at, each[shape.exits() - 1]);
      if (!(apart <= tolerance)) {
        throw module.refusal(
            "method forward differs from embed, all segments and exit_%d by %s (must be at most %s)"
                .formatted(shape.exits(), (float) apart, tolerance));
      }
    }
  }

  /** The answers [K][B][C]. */
  private float[][][] answers(List<TokenizedText> rows, int length, NDManager scope) {
    float[][][] answers = new float[shape.exits()][][];
    NDArray hidden = module.embed(rows, length, precision, scope);
    try (NDArray mask = TokenBatch.mask(rows, length, scope)) {
      for (int exit = 1; exit <= shape.exits(); exit++) {
        try (NDArray before = hidden) {
          hidden = module.segment(exit, before, mask);
        }
        answers[exit - 1] = module.exit(exit, hidden, mask);
      }
    } finally {
      hidden.close();
    }
    return answers;
  }

  /** Calls each method twice, and overwrites in between what it gave. */
  private void keepsItsInputs(NDManager scope) {
    List<TokenizedText> rows = rows(LENGTHS);
    int length = cut(LENGTH);
    NDArray hidden =
        repeated("embed", () -> module.embed(rows, length, precision, scope), () -> {});
    try (NDArray mask = TokenBatch.mask(rows, length, scope)) {
      for (int exit = 1; exit <= shape.exits(); exit++) {
        int k = exit;
        try (NDArray before = hidden) {
          float[] given = module.states().numbers(before);
          hidden =
              repeated(
                  "segment_" + k,
                  () -> module.segment(k, before, mask),
                  () -> requireKept("segment_" + k, given, before));
        }
        float[] given = module.states().numbers(hidden);
        float[][] first = module.exit(k, hidden, mask);
        requireKept("exit_" + k, given, hidden);
        requireRepeated("exit_" + k, apart(module.exit(k, hidden, mask), first));
      }
    } finally {
      hidden.close();
    }
  }

  private interface Call {
    NDArray states();
  }

  /** What a call gives the second time. */
  private NDArray repeated(String method, Call call, Runnable requireInputs) {
    float[] first;
    try (NDArray states = call.states()) {
      requireInputs.run();
      first = module.states().numbers(states);
      wipe(method, states);
      requireInputs.run();
    }
    NDArray again = call.states();
    double apart = apart(module.states().numbers(again), first);
    if (!(apart <= REPEAT_TOLERANCE * (1 + greatest(first)))) {
      again.close();
      throw notRepeated(method, apart);
    }
    return again;
  }

  private void wipe(String method, NDArray states) {
    try {
      module.states().wipe(states);
    } catch (EngineException e) {
      throw module.refusal(
          "method %s gave a tensor that cannot be written to: %s (must be one of its own; end with .clone())"
              .formatted(method, CheckedModule.said(e)),
          e);
    }
  }

  private void requireRepeated(String method, double apart) {
    if (!(apart <= REPEAT_TOLERANCE)) {
      throw notRepeated(method, apart);
    }
  }

  private ModuleException notRepeated(String method, double apart) {
    return module.refusal(
        "method %s gave other numbers when it was called again, %s apart (must be a function of its inputs, and give a tensor of its own: no dropout, no memory shared with weights)"
            .formatted(method, (float) apart));
  }

  private void requireKept(String method, float[] before, NDArray hidden) {
    if (!Arrays.equals(before, module.states().numbers(hidden))) {
      throw module.refusal(
          "method %s changes the hidden states that it is given, or gives the same tensor (must leave its input alone, and give a tensor of its own; use no operators that end in _)"
              .formatted(method));
    }
  }

  /** Each row in a batch, alone with as much padding, alone without, and in other company. */
  private void answersRowsAlike(NDManager scope) {
    List<TokenizedText> rows = rows(LENGTHS);
    int length = cut(LENGTH);
    float[][][] together = answers(rows, length, scope);
    for (int row = 0; row < rows.size(); row++) {
      List<TokenizedText> one = rows.subList(row, row + 1);
      int tokens = one.get(0).length();
      float[][][] padded = answers(one, length, scope);
      float[][][] bare = answers(one, tokens, scope);
      for (int exit = 1; exit <= shape.exits(); exit++) {
        float[] alone = padded[exit - 1][0];
        require(
            moved(together[exit - 1][row], alone),
            "exit_%d gives a row another answer beside other rows".formatted(exit),
            "a row's answer must be its own");
        require(
            moved(bare[exit - 1][0], alone),
            "exit_%d gives a row of %d tokens another answer when it is padded to %d"
                .formatted(exit, tokens, length),
            "what the mask leaves out must not count");
      }
    }
    interrupted(rows, length, together, scope);
  }

  /** Rows change seats between segments, and other batches run in between. */
  private void interrupted(
      List<TokenizedText> rows, int length, float[][][] answers, NDManager scope) {
    List<TokenizedText> others = rows(LENGTH, 5);
    NDArray hidden = module.embed(rows, length, precision, scope);
    List<Integer> seats = List.of(0, 1, 2, 3);
    try {
      for (int exit = 1; exit <= shape.exits(); exit++) {
        answers(others, length, scope);
        List<Integer> turned = new ArrayList<>(seats.subList(1, seats.size()));
        turned.add(seats.get(0));
        seats = turned;
        try (NDArray before = hidden) {
          hidden = module.states().keep(before, new long[] {1, 2, 3, 0}, scope);
        }
        List<TokenizedText> seated = seats.stream().map(rows::get).toList();
        try (NDArray mask = TokenBatch.mask(seated, length, scope)) {
          try (NDArray before = hidden) {
            hidden = module.segment(exit, before, mask);
          }
          float[][] now = module.exit(exit, hidden, mask);
          for (int seat = 0; seat < now.length; seat++) {
            require(
                moved(now[seat], answers[exit - 1][seats.get(seat)]),
                "exit_%d gives a row another answer when other batches run between its segments"
                    .formatted(exit),
                "the module must remember nothing between calls");
          }
        }
      }
    } finally {
      hidden.close();
    }
  }

  /** By how much a row's probabilities moved. */
  private double moved(float[] now, float[] before) {
    double most = 0;
    for (int i = 0; i < now.length; i++) {
      double each = Math.abs((double) now[i] - before[i]);
      most = Math.max(most, each);
      beyondNoise |= !(each <= Noise.ofProbability(Math.min(1, before[i])));
    }
    wobble = Math.max(wobble, most);
    return most;
  }

  private void require(double apart, String what, String must) {
    if (!(apart <= tolerance)) {
      throw module.refusal(
          "method %s, %s apart (must be at most %s: %s)"
              .formatted(what, (float) apart, tolerance, must));
    }
  }

  private static double apart(float[][] some, float[][] others) {
    double most = 0;
    for (int row = 0; row < some.length; row++) {
      most = Math.max(most, apart(some[row], others[row]));
    }
    return most;
  }

  /** The greatest difference; NaN if there is one. */
  private static double apart(float[] some, float[] others) {
    double most = 0;
    for (int i = 0; i < some.length; i++) {
      most = Math.max(most, Math.abs((double) some[i] - others[i]));
    }
    return most;
  }

  private static double greatest(float[] values) {
    double most = 0;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
    }
    return most;
  }
}
