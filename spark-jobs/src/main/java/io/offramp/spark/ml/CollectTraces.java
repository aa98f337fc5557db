// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.signal.ExitEvidence;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** Packs a partition's rows; rows without answers are left out. */
final class CollectTraces implements FlatMapFunction<Iterator<Row>, TracedPart> {
  private static final long serialVersionUID = 1L;

  private final TracedCells cells;
  private final int label;
  private final String[] classes;

  /**
   * @param label index of the column with the label; negative: none
   * @param classes names of the classes of probabilities, by index; for labels that are names
   */
  CollectTraces(TracedCells cells, int label, String[] classes) {
    this.cells = cells;
    this.label = label;
    this.classes = classes.clone();
  }

  @Override
  public Iterator<TracedPart> call(Iterator<Row> rows) {
    try {
      return List.of(part(rows)).iterator();
    } catch (IllegalArgumentException e) {
      return List.of(new TracedPart(null, String.valueOf(e.getMessage()))).iterator();
    }
  }

  private TracedPart part(Iterator<Row> rows) {
    ClassKeys keys = new ClassKeys();
    TracedBlock block = null;
    int width = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (cells.isMissing(row)) {
        continue;
      }
      if (cells.exits(row) == 0) {
        throw new IllegalArgumentException("a row has 0 exits (must be the same 2 or more in all)");
      }
      if (block == null) {
        block = new TracedBlock(cells.exits(row), !cells.answers());
        width = width(row);
      }
      requireSame("exits", cells.exits(row), block.exits());
      for (int exit = 0; exit < block.exits(); exit++) {
        if (!cells.answers()) {
          requireSame("probabilities at an exit", cells.classes(row, exit), width);
        }
        ExitEvidence evidence = cells.evidence(row, exit, keys);
        block.put(exit, evidence);
      }
      block.add(label(row, keys));
    }
    return new TracedPart(block == null ? null : block.closed(keys.keys(), width), null);
  }

  private int width(Row row) {
    return cells.answers() ? 0 : cells.classes(row, 0);
  }

  private static void requireSame(String what, int found, int others) {
    if (found != others) {
      throw new IllegalArgumentException(
          "a row has %d %s (must be %d, as other rows have)".formatted(found, what, others));
    }
  }

  /** Among answers a class like the predicted ones; among probabilities an index. */
  private int label(Row row, ClassKeys keys) {
    if (label < 0 || row.isNullAt(label)) {
      return TracedBlock.UNLABELLED;
    }
    Object cell = row.get(label);
    if (cells.answers()) {
      return keys.code(cell);
    }
    if (cell instanceof String name) {
      return name.isBlank() ? TracedBlock.UNLABELLED : index(name);
    }
    double value = ((Number) cell).doubleValue();
    if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a label is %s (must be the index of a class, from 0)".formatted(cell));
    }
    return (int) value;
  }

  private int index(String name) {
    int index = Arrays.asList(classes).indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "a label is '%s' (must be one of the classes %s)"
              .formatted(name, Arrays.toString(classes)));
    }
    return index;
  }
}
