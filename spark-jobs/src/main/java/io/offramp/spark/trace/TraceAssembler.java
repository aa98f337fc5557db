// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Builds the trace of blocks that have passed all checks; used once. */
final class TraceAssembler {
  private final Map<String, Integer> indexes = new HashMap<>();
  private final TraceBuilder trace;
  private final boolean areNumbers;
  private final int exits;
  private final PieceOrder order;
  private final List<String> ids = new ArrayList<>();
  private final long[] numbers;
  private final boolean wantIds;
  private final boolean haveIds;
  private final List<SliceCollector> slices = new ArrayList<>();
  private int rows;

  /**
   * @param classes in the order of their numbers
   * @param haveIds whether the table has ids
   */
  TraceAssembler(
      TraceSource source,
      ExitCosts costs,
      List<String> classes,
      List<RowBlock> blocks,
      PieceOrder order,
      boolean haveIds) {
    this.order = order;
    this.areNumbers = source.tolerance().isPresent();
    this.trace =
        areNumbers
            ? Trace.ofNumbers(costs, source.tolerance().getAsDouble())
            : Trace.builder(costs, classes.size());
    this.exits = costs.exits();
    this.wantIds = source.wantIds();
    this.haveIds = haveIds;
    int count = 0;
    for (RowBlock block : blocks) {
      count = Math.addExact(count, block.rows());
    }
    numbers = new long[wantIds && !haveIds ? count : 0];
    for (String name : classes) {
      indexes.put(name, indexes.size());
    }
    for (int i = 0; i < source.sliceColumns().size(); i++) {
      slices.add(new SliceCollector(source.sliceColumns().get(i), i, blocks, count));
    }
  }

  /** Adds all rows; empties {@code blocks}. */
  Trace assemble(List<RowBlock> blocks) {
    RowMerge.run(blocks, order, this::consumer);
    return trace.build();
  }

  Optional<RowIds> ids() {
    if (!wantIds) {
      return Optional.empty();
    }
    return Optional.of(haveIds ? RowIds.of(ids) : RowIds.ofNumbers(numbers, rows));
  }

  Optional<Slices> slices() {
    return slices.isEmpty()
        ? Optional.empty()
        : Optional.of(new Slices(slices.stream().map(SliceCollector::column).toList()));
  }

  private RowMerge.RunConsumer consumer(RowBlock block) {
    int[] known =
        block.classes().stream()
            .mapToInt(name -> indexes.getOrDefault(name, NameCodes.MISSING))
            .toArray();
    List<RowMerge.RunConsumer> consumers = new ArrayList<>();
    if (areNumbers) {
      consumers.add(numbers(block));
    } else {
      consumers.add(block.hasProbabilities() ? evidence(block, known) : answers(block, known));
    }
    slices.forEach(slice -> consumers.add(slice.of(block)));
    if (wantIds) {
      consumers.add((from, to) -> keepIds(block, from, to));
    }
    return (from, to) -> consumers.forEach(consumer -> consumer.take(from, to));
  }

  private RowMerge.RunConsumer answers(RowBlock block, int[] known) {
    int[] predictions = new int[exits];
    float[] confidences = new float[exits];
    return (from, to) -> {
      for (int row = from; row < to; row++) {
        for (int exit = 0; exit < exits; exit++) {
          predictions[exit] = known[block.prediction(row, exit)];
          confidences[exit] = block.confidence(row, exit);
        }
        trace.addAnswers(label(block, row, known), predictions, confidences);
      }
    };
  }

  /** The codes are the numbers' own bits. */
  private RowMerge.RunConsumer numbers(RowBlock block) {
    float[] answers = new float[exits];
    float[] confidences = new float[exits];
    return (from, to) -> {
      for (int row = from; row < to; row++) {
        for (int exit = 0; exit < exits; exit++) {
          answers[exit] = Float.intBitsToFloat(block.prediction(row, exit));
          confidences[exit] = block.confidence(row, exit);
        }
        int label = block.label(row);
        trace.addNumbers(
            label == NameCodes.MISSING ? Float.NaN : Float.intBitsToFloat(label),
            answers,
            confidences);
      }
    };
  }

  private RowMerge.RunConsumer evidence(RowBlock block, int[] known) {
    ExitEvidence[] evidence = new ExitEvidence[exits];
    return (from, to) -> {
      for (int row = from; row < to; row++) {
        for (int exit = 0; exit < exits; exit++) {
          evidence[exit] = block.evidence(row, exit, known[block.prediction(row, exit)]);
        }
        trace.addEvidence(label(block, row, known), evidence);
      }
    };
  }

  private static OptionalInt label(RowBlock block, int row, int[] known) {
    int code = block.label(row);
    return code == NameCodes.MISSING ? OptionalInt.empty() : OptionalInt.of(known[code]);
  }

  private void keepIds(RowBlock block, int from, int to) {
    for (int row = from; row < to; row++, rows++) {
      if (haveIds) {
        ids.add(Objects.requireNonNull(block.id(row)));
      } else {
        numbers[rows] = order.rowNumber(block.pieces(), block.place(row));
      }
    }
  }
}
