// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.HostBuffers;
import io.offramp.engine.torch.TorchModule;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * By {@link io.offramp.engine.encoder.Kernels#ONEDNN}, on CPUs. What is told and what comes back
 * stands in {@linkplain HostBuffers shared memory}, and heads are computed here.
 */
final class OneDnnCalls implements KernelCalls {
  private static final int TABLES = 3;

  private final TorchModule module;
  private final EncoderShape shape;
  private final int paddingId;
  private final HostBuffers buffers;
  private final List<Head> heads = new ArrayList<>();

  /**
   * Calls of a module that is prepared.
   *
   * @param scope of the model, closed with it
   */
  OneDnnCalls(TorchModule module, EncoderShape shape, int paddingId, NDManager scope) {
    this.module = module;
    this.shape = shape;
    this.paddingId = paddingId;
    this.buffers = new HostBuffers(scope);
    try (NDArray any = scope.create(0f)) {
      for (int exit = 1; exit <= shape.exits(); exit++) {
        heads.add(
            new Head(
                told("head_" + exit, any),
                shape.outputs(),
                shape.width(),
                dense(exit, any),
                shape.task()));
      }
    }
  }

  private Optional<Dense> dense(int exit, NDArray any) {
    return shape
        .head(exit)
        .hidden()
        .map(activation -> new Dense(told("dense_" + exit, any), shape.width(), activation));
  }

  private float[] told(String method, NDArray any) {
    try (NDArray numbers = module.call(method, any)) {
      return numbers.toFloatArray();
    }
  }

  @Override
  public NDArray start(List<TokenizedText> rows, int length, NDManager scope) {
    RowLayout layout = RowLayout.of(rows, length, shape.width());
    try (HostBuffers.Loan pieces = pieces(rows, length)) {
      NDArray hidden = module.call("start", layout.numbers(), pieces.intTensor());
      hidden.attach(scope);
      return hidden;
    }
  }

  @Override
  public EarlyExitModel.Step step(
      int exit, NDArray hidden, List<TokenizedText> rows, int length, NDManager scope) {
    RowLayout layout = RowLayout.of(rows, length, shape.width());
    try (HostBuffers.Loan loan = buffers.take(layout.size())) {
      layout.write(loan.ints());
      NDArray after =
          module.call(
              "step_" + exit, layout.numbers(), hidden, loan.realTensor(), loan.intTensor());
      return new EarlyExitModel.Step(after, probabilities(exit, layout, loan));
    }
  }

  @Override
  public float[][] forward(List<TokenizedText> rows, int length, NDManager scope) {
    RowLayout layout = RowLayout.of(rows, length, shape.width());
    try (HostBuffers.Loan loan = buffers.take(layout.size());
        HostBuffers.Loan pieces = pieces(rows, length)) {
      layout.write(loan.ints());
      module
          .call(
              "forward", layout.numbers(), pieces.intTensor(), loan.realTensor(), loan.intTensor())
          .close();
      return probabilities(shape.exits(), layout, loan);
    }
  }

  private float[][] probabilities(int exit, RowLayout layout, HostBuffers.Loan loan) {
    FloatBuffer sums = loan.reals().position(layout.sums());
    float[] pooled = new float[shape.width()];
    float[][] probabilities = new float[layout.rows().size()][];
    for (int row = 0; row < probabilities.length; row++) {
      int tokens = shape.head(exit).pooling() == Pooling.MEAN ? layout.rows().get(row).length() : 1;
      probabilities[row] = heads.get(exit - 1).probabilities(sums, tokens, pooled);
    }
    return probabilities;
  }

  /** For each cell its rows in the three tables. */
  private HostBuffers.Loan pieces(List<TokenizedText> rows, int length) {
    int cells = Math.multiplyExact(rows.size(), length);
    HostBuffers.Loan loan = buffers.take(Math.multiplyExact(cells, TABLES));
    IntBuffer pieces = loan.ints();
    int firstType = shape.vocabularySize() + shape.maxLength();
    for (TokenizedText row : rows) {
      int[] ids = row.ids();
      int[] types = row.types();
      for (int place = 0; place < length; place++) {
        boolean token = place < ids.length;
        pieces.put(token ? ids[place] : paddingId);
        pieces.put(shape.vocabularySize() + place);
        pieces.put(firstType + (token ? types[place] : 0));
      }
    }
    return loan;
  }

  @Override
  public NDArray keep(NDArray hidden, int[] places, NDManager scope) {
    try (NDArray index = scope.create(Arrays.stream(places).asLongStream().toArray())) {
      return module.call("keep", hidden, index);
    }
  }

  @Override
  public void move(NDArray from, int[] sources, NDArray to, int[] targets, NDManager scope) {
    long[] places =
        IntStream.concat(IntStream.of(sources), IntStream.of(targets)).asLongStream().toArray();
    module.call("move", places, from, to).close();
  }
}
